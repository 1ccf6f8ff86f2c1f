import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openServer, tempFolder } from '../../apps/server/src/testing/server-under-test.ts';

const EVENTS = '/api/v1/events';

const refusalOf = async (address: string, headers: Record<string, string>): Promise<number> => {
  const socket = new WebSocket(address, { headers });
  socket.on('error', () => undefined);
  const [, answer] = await once(socket, 'unexpected-response');
  socket.terminate();
  return answer.statusCode as number;
};

it('a page of another site gets no socket, and none is left open', async () => {
  const server = await openServer(await tempFolder());
  const address = `ws://127.0.0.1:${server.port}${EVENTS}`;
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://localhost:${server.port + 1}` },
    { origin: `http://127.0.0.1.evil.example:${server.port}` },
    { 'sec-fetch-site': 'cross-site', origin: server.url },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    expect(await refusalOf(address, headers as Record<string, string>)).toBe(400);
  }
  expect(server.app.websocketServer.clients.size).toBe(0);
});

it('a message that is too large ends its socket with 1009; the server goes on', async () => {
  const server = await openServer(await tempFolder());
  const address = `ws://127.0.0.1:${server.port}${EVENTS}`;
  for (const send of [
    (socket: WebSocket) => socket.send(Buffer.alloc((64 << 10) + 1)),
    (socket: WebSocket) => {
      // In pieces that are small by themselves.
      for (let part = 0; part < 3; part += 1) socket.send(Buffer.alloc(30_000), { fin: false });
    },
  ]) {
    const socket = new WebSocket(address);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    send(socket);
    expect((await closed)[0]).toBe(1009);
  }
  await expect.poll(() => server.app.websocketServer.clients.size).toBe(0);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

it('what a socket says changes nothing, and no page of the API becomes a socket', async () => {
  const server = await openServer(await tempFolder());
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${EVENTS}`);
  const [hello] = await once(socket, 'message');
  expect(JSON.parse(String(hello))).toMatchObject({ type: 'hello' });
  for (const text of ['', '{', '{"type":"reset"}', '\0'.repeat(1000), '['.repeat(60_000)]) socket.send(text);
  const pong = once(socket, 'pong');
  socket.ping();
  await pong;
  expect(socket.readyState).toBe(WebSocket.OPEN);
  socket.terminate();
  for (const path of ['/', '/healthz', '/api/v1/assets', '/api/v1/nope']) {
    const other = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
    other.on('error', () => undefined).on('message', () => expect.unreachable());
    await new Promise<void>((resolve) => other.on('close', () => resolve()));
  }
});
