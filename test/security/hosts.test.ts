import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  openServer,
  type ServerUnderTest,
  tempFolder,
} from '../../apps/server/src/testing/server-under-test.ts';
import { tus } from '../../apps/server/src/testing/tus-client.ts';
import { leftBehind, NOTHING } from './left-behind.ts';

const ask = ({ url }: ServerUnderTest, host: string, method = 'GET', path = '/api/v1/assets') =>
  tus(`${url}${path}`, { method, headers: { host } });

const socketStatus = async ({ port }: ServerUnderTest, host: string): Promise<number> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events`, { headers: { host } });
  const opened = once(socket, 'open').then(() => 101);
  opened.catch(() => undefined);
  const refused = once(socket, 'unexpected-response').then(([, answer]) => answer.statusCode as number);
  socket.on('error', () => undefined);
  const status = await Promise.race([opened, refused]);
  socket.terminate();
  return status;
};

describe('a server on this machine alone', () => {
  it('is no neighbour of a page whose name was made to lead here', async () => {
    const server = await openServer(await tempFolder());
    for (const host of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      'evil@127.0.0.1',
      '127.0.0.1, evil.example',
      '0.0.0.0',
      '[::ffff:1.2.3.4]',
      '192.168.0.7',
    ]) {
      for (const [method, path] of [
        ['GET', '/'],
        ['GET', '/api/v1/assets'],
        ['GET', `/media/${'a'.repeat(64)}/main.m3u8`],
        ['POST', '/api/v1/uploads'],
        ['PUT', '/api/v1/assets?name=a'],
      ] as const) {
        const answer = await ask(server, host, method, path);
        expect([host, path, answer.status]).toEqual([host, path, 421]);
        expect(JSON.parse(answer.text).message).toContain('ALLOWED_HOSTS');
      }
      expect(await socketStatus(server, host)).toBe(421);
    }
    expect(await leftBehind(server)).toEqual(NOTHING);
  });

  it('answers to its own names, whatever the port, and to those it was given', async () => {
    const server = await openServer(await tempFolder(), { allowedHosts: ['Video.Example'] });
    for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1:8080', '[::1]:8080', 'video.example:443']) {
      expect((await ask(server, host)).status).toBe(200);
      expect(await socketStatus(server, host)).toBe(101);
    }
    expect((await ask(server, 'a.video.example')).status).toBe(421);
  });
});
