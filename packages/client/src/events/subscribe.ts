import type { ReelmillEvent, SocketMessage } from '@reelmill/core';

/** What to hear about: one asset, one job, or everything. */
export interface EventScope {
  readonly assetId?: string;
  readonly jobId?: string;
}

export interface EventHandlers {
  readonly onEvent: (event: ReelmillEvent) => void;
  /** What was missed is no longer kept: read the state again. */
  readonly onReset: () => void;
  readonly onStatus?: (status: 'connecting' | 'live' | 'reconnecting') => void;
}

export interface Subscription {
  close(): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/**
 * Live events that survive a dropped connection: after a reconnect the server replays what was missed, by sequence
 * number. Every event arrives once, in order.
 */
export const subscribeToEvents = (
  url: string,
  scope: EventScope,
  handlers: EventHandlers,
  headers?: Readonly<Record<string, string>>,
): Subscription => {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since: number | undefined;
  let failures = 0;
  let isClosed = false;

  const receive = (message: SocketMessage): void => {
    if (message.type === 'hello') {
      failures = 0;
      since ??= message.seq;
      handlers.onStatus?.('live');
    } else if (message.type === 'reset') {
      since = message.seq;
      handlers.onReset();
    } else if (since === undefined || message.seq > since) {
      since = message.seq;
      handlers.onEvent(message);
    }
  };

  const connect = (): void => {
    handlers.onStatus?.(since === undefined ? 'connecting' : 'reconnecting');
    const address = `${url}${query({ ...scope, since })}`;
    socket = headers ? new WebSocket(address, withHeaders(headers)) : new WebSocket(address);
    socket.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as SocketMessage));
    socket.addEventListener('close', () => {
      if (isClosed) return;
      handlers.onStatus?.('reconnecting');
      // Jitter keeps all clients of a restarted server from coming back in the same moment.
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + Math.random());
      failures += 1;
      timer = setTimeout(connect, wait);
    });
  };
  connect();

  return {
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
};

/** Node takes them there; the standard of browsers knows only of protocols. */
const withHeaders = (headers: Readonly<Record<string, string>>): string[] =>
  ({ headers }) as unknown as string[];

const query = (values: Readonly<Record<string, string | number | undefined>>): string => {
  const pairs = Object.entries(values).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
};
