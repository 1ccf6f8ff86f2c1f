import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import {
  openServer,
  type ServerUnderTest,
  tempFolder,
} from '../../apps/server/src/testing/server-under-test.ts';
import { offsetOf, startUpload } from '../../apps/server/src/testing/tus-client.ts';
import { leftBehind, NOTHING } from './left-behind.ts';
import { rawRequest, statusOf } from './raw-request.ts';

const open = async () =>
  openServer(await tempFolder(), { connections: { idleMs: 300, headersMs: 200, jsonBodyMs: 300 } });

/** Sends a byte whenever the timer comes round, until the server has had enough or `bytes` are sent. */
const drip = async (
  { port }: ServerUnderTest,
  head: string,
  bytes = Number.POSITIVE_INFINITY,
): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  // Not `once` of events, which takes the reset of a byte sent too late for a failure.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  let answer = '';
  socket.setEncoding('latin1').on('data', (part: string) => (answer += part));
  socket.on('error', () => undefined);
  socket.write(head);
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < bytes) socket.write(' ');
    sent += 1;
  }, 20);
  await closed;
  clearInterval(timer);
  return answer;
};

const HOST = 'Host: localhost\r\n';

it('a connection that says nothing is closed', async () => {
  expect(await rawRequest((await open()).port, '')).toContain('took too long');
});

it('headers that drip are cut off, however steadily', async () => {
  const answer = await drip(await open(), `GET /healthz HTTP/1.1\r\n${HOST}X-Slow: `);
  expect(statusOf(answer)).toBe(400);
  expect(answer).toContain('took too long');
});

it('JSON that drips is cut off, and nothing is made of it', async () => {
  const server = await open();
  const json = 'Content-Type: application/json\r\n';
  for (const path of ['assets', 'imports', 'webhooks', 'bulk']) {
    const head = `POST /api/v1/${path} HTTP/1.1\r\n${HOST}${json}Content-Length: 100000\r\n\r\n{"url":`;
    expect(statusOf(await drip(server, head))).not.toBe(200);
    expect(await rawRequest(server.port, head)).not.toContain('201');
  }
  expect(await leftBehind(server)).toEqual(NOTHING);
});

it('an upload that stops is closed and keeps what came; one in one request leaves nothing', async () => {
  const server = await open();
  const upload = await startUpload(server.url, 100);
  const chunk =
    'Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n';
  const { pathname } = new URL(upload);
  await rawRequest(
    server.port,
    `PATCH ${pathname} HTTP/1.1\r\n${HOST}${chunk}Content-Length: 100\r\n\r\nabc`,
  );
  expect(await offsetOf(upload)).toBe(3);
  await server.uploads.terminate(pathname.split('/').at(-1) ?? '');
  await rawRequest(
    server.port,
    `PUT /api/v1/assets?name=a HTTP/1.1\r\n${HOST}Content-Length: 100\r\n\r\nabc`,
  );
  await expect.poll(() => leftBehind(server)).toEqual(NOTHING);
});

it('an upload that drips is no attack: it may last longer than any limit', async () => {
  const server = await open();
  const bytes = 40;
  const answer = drip(
    server,
    `PUT /api/v1/assets?name=slow.mp4 HTTP/1.1\r\n${HOST}Connection: close\r\nContent-Length: ${bytes}\r\n\r\n`,
    bytes,
  );
  expect(statusOf(await answer)).toBe(201);
});
