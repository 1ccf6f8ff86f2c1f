import type { EventsQuery, ReelmillEvent, SocketMessage } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';

/** The part of a WebSocket this needs. */
export interface EventSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  on(event: 'close', listener: () => void): unknown;
}

/** A client that lets this much pile up is cut off; it comes back and asks for what it missed. */
const MOST_BUFFERED_BYTES = 4 << 20;
const TRY_AGAIN_LATER = 1013;

/**
 * Sends `hello`, then what happened since `since` (or `reset` when that is no longer kept), then everything as it
 * happens: each event that matches once, in order, without a gap. Resolves when it has caught up.
 */
export const followEvents = async (
  engine: Pick<Engine, 'subscribe' | 'newestEventSeq' | 'eventsSince'>,
  socket: EventSocket,
  { since, assetId, jobId, ownerId }: EventsQuery & { readonly ownerId?: string | undefined },
): Promise<void> => {
  const concerns = (event: ReelmillEvent): boolean =>
    (ownerId === undefined || event.ownerId === ownerId) &&
    (assetId === undefined || event.assetId === assetId) &&
    (jobId === undefined || event.jobId === jobId);
  const tell = (message: SocketMessage): void => socket.send(JSON.stringify(message));

  let sentSeq = since ?? 0;
  const deliver = (event: ReelmillEvent): void => {
    if (event.seq <= sentSeq) return;
    sentSeq = event.seq;
    if (socket.bufferedAmount <= MOST_BUFFERED_BYTES) return socket.send(textOf(event));
    stop();
    socket.close(TRY_AGAIN_LATER, 'too slow');
    // A peer that does not read does not answer the closing either.
    socket.terminate();
  };

  // Listening starts before the past is read, so that nothing falls between the two.
  let waiting: ReelmillEvent[] | undefined = [];
  const stop = engine.subscribe((event) => {
    if (!concerns(event)) return;
    if (waiting) waiting.push(event);
    else deliver(event);
  });
  socket.on('close', stop);

  const seq = await engine.newestEventSeq();
  tell({ type: 'hello', seq });
  const missed =
    since === undefined ? undefined : await engine.eventsSince({ since, assetId, jobId, ownerId });
  if (missed === undefined) sentSeq = seq;
  else if (missed === 'reset') {
    sentSeq = seq;
    tell({ type: 'reset', seq });
  } else for (const event of missed) deliver(event);
  const pending = waiting;
  waiting = undefined;
  for (const event of pending) deliver(event);
};

/** An event's text is made once, however many listen. */
const texts = new WeakMap<ReelmillEvent, string>();

const textOf = (event: ReelmillEvent): string => {
  const known = texts.get(event) ?? JSON.stringify(event);
  texts.set(event, known);
  return known;
};
