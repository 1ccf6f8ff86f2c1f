import { EventsQuerySchema, failure, type ReelmillEvent, type SocketMessage } from '@reelmill/core';
import { sendFailure } from '../errors/send-failure.ts';
import { isForeignOrigin } from '../security/security-headers.ts';
import type { App, RouteContext } from './route-context.ts';

const PING_MS = 30_000;
/** A client that lets this much pile up is cut off; it comes back and asks for what it missed. */
const MOST_BUFFERED_BYTES = 4 << 20;
const TOO_SLOW = 1013;

/** Live events: `hello`, then what was missed since `since`, then everything as it happens. Each event once, in order. */
export const eventRoutes = (app: App, { engine }: RouteContext): void => {
  /** The text of an event is made once, however many listen. */
  const texts = new WeakMap<ReelmillEvent, string>();
  const textOf = (event: ReelmillEvent): string => {
    const known = texts.get(event) ?? JSON.stringify(event);
    texts.set(event, known);
    return known;
  };

  app.get(
    '/events',
    {
      websocket: true,
      schema: {
        tags: ['events'],
        summary: 'WebSocket: live events with replay',
        querystring: EventsQuerySchema,
      },
      preValidation: async (request, reply) => {
        if (isForeignOrigin(request.headers.origin, request.headers.host)) {
          return sendFailure(
            reply,
            failure('INVALID_REQUEST', 'bad-input', 'Pages of other sites may not listen here.'),
          );
        }
      },
    },
    async (socket, request) => {
      const { since, assetId, jobId } = request.query;
      const concerns = (event: ReelmillEvent): boolean =>
        (assetId === undefined || event.assetId === assetId) &&
        (jobId === undefined || event.jobId === jobId);
      const send = (message: SocketMessage): void => socket.send(JSON.stringify(message));
      let sentSeq = 0;
      let waiting: ReelmillEvent[] | undefined = [];
      const deliver = (event: ReelmillEvent): void => {
        if (event.seq <= sentSeq || !concerns(event)) return;
        sentSeq = event.seq;
        if (socket.bufferedAmount > MOST_BUFFERED_BYTES) return socket.close(TOO_SLOW, 'too slow');
        socket.send(textOf(event));
      };
      // Listening starts before the past is read, so that nothing falls between the two.
      const stop = engine.subscribe((event) => (waiting ? waiting.push(event) : deliver(event)));
      const ping = setInterval(() => socket.ping(), PING_MS);
      socket.on('close', () => {
        stop();
        clearInterval(ping);
      });
      socket.on('error', () => socket.terminate());

      const seq = await engine.newestEventSeq();
      send({ type: 'hello', seq });
      if (since === undefined) sentSeq = seq;
      else {
        const missed = await engine.eventsSince({ since, assetId, jobId });
        if (missed === 'reset') {
          sentSeq = seq;
          send({ type: 'reset', seq });
        } else {
          sentSeq = since;
          for (const event of missed) deliver(event);
        }
      }
      const pending = waiting;
      waiting = undefined;
      for (const event of pending) deliver(event);
    },
  );
};
