import type { AddressInfo } from 'node:net';
import type { ReelmillEvent } from '@reelmill/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws';
import { subscribeToEvents } from './subscribe.ts';

/** A server under the test's control: every connection waits in `next`. */
const startSockets = async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const waiting: { socket: ServerSocket; url: string }[] = [];
  let ask: ((connection: { socket: ServerSocket; url: string }) => void) | undefined;
  server.on('connection', (socket, request) => {
    const connection = { socket, url: request.url ?? '' };
    if (ask) ask(connection);
    else waiting.push(connection);
    ask = undefined;
  });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const next = (): Promise<{ socket: ServerSocket; url: string }> => {
    const first = waiting.shift();
    return first ? Promise.resolve(first) : new Promise((resolve) => (ask = resolve));
  };
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/events`, next };
};

const event = (seq: number): object => ({ seq, type: 'asset.deleted', at: '', assetId: null, jobId: null });

const listen = (url: string) => {
  const seen: number[] = [];
  const statuses: string[] = [];
  let resets = 0;
  const heard = new Map<number, () => void>();
  const subscription = subscribeToEvents(
    url,
    { assetId: 'asset_a' },
    {
      onEvent: (received: ReelmillEvent) => {
        seen.push(received.seq);
        heard.get(received.seq)?.();
      },
      onReset: () => {
        resets += 1;
      },
      onStatus: (status) => statuses.push(status),
    },
  );
  onTestFinished(() => subscription.close());
  const until = (seq: number): Promise<void> =>
    seen.includes(seq) ? Promise.resolve() : new Promise((resolve) => heard.set(seq, resolve));
  return { seen, statuses, until, resets: () => resets };
};

describe('subscribeToEvents', () => {
  it('asks for what it missed after a dropped connection, and gives each event once', async () => {
    const sockets = await startSockets();
    const client = listen(sockets.url);
    const first = await sockets.next();
    expect(first.url).toBe('/api/v1/events?assetId=asset_a');
    first.socket.send(JSON.stringify({ type: 'hello', seq: 4 }));
    for (const seq of [5, 6]) first.socket.send(JSON.stringify(event(seq)));
    await client.until(6);
    first.socket.terminate();

    const second = await sockets.next();
    expect(second.url).toBe('/api/v1/events?assetId=asset_a&since=6');
    second.socket.send(JSON.stringify({ type: 'hello', seq: 8 }));
    for (const seq of [6, 7, 7, 8]) second.socket.send(JSON.stringify(event(seq)));
    await client.until(8);
    expect(client.seen).toEqual([5, 6, 7, 8]);
    expect(client.statuses).toEqual(['connecting', 'live', 'reconnecting', 'reconnecting', 'live']);
  });

  it('starts over when the past is no longer kept', async () => {
    const sockets = await startSockets();
    const client = listen(sockets.url);
    const { socket } = await sockets.next();
    socket.send(JSON.stringify({ type: 'hello', seq: 900 }));
    socket.send(JSON.stringify({ type: 'reset', seq: 900 }));
    socket.send(JSON.stringify(event(901)));
    await client.until(901);
    expect([client.seen, client.resets()]).toEqual([[901], 1]);
  });
});
