import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchGuarded } from './fetch-guarded.ts';

const START = { startByte: 0, etag: null };
const never = new AbortController().signal;
const strict = { allowAddresses: [], maxBytes: 1e6 };
const local = { allowAddresses: ['127.0.0.1'], maxBytes: 1e6 };

const listen = async (answer: RequestListener): Promise<{ url: string; requests: string[] }> => {
  const requests: string[] = [];
  const server = createServer((request, reply) => {
    requests.push(request.url ?? '');
    answer(request, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
};

describe('an address a user gives', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://localhost/',
    'http://0.0.0.0/',
    'http://0.1.2.3/',
    'http://10.0.0.1/',
    'http://172.16.5.4/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[2002:7f00:1::]/',
    'https://127.0.0.1/',
  ])('is refused when it leads to a private network: %s', async (address) => {
    expect(await fetchGuarded(address, strict, START, never)).toMatchObject({
      ok: false,
      error: {
        code: 'FETCH_REFUSED',
        reason: 'bad-input',
        message: expect.stringContaining('private network'),
      },
    });
  });

  it.each([
    'file:///etc/passwd',
    'ftp://example.com/a',
    'gopher://x',
    'not an address',
    'http://user:word@example.com/',
  ])('is refused when it is no plain web address: %s', async (address) => {
    expect(await fetchGuarded(address, strict, START, never)).toMatchObject({
      error: { code: 'FETCH_REFUSED' },
    });
  });

  it('is refused when a redirect leads to a private network, and nothing is asked there', async () => {
    const inner = await listen((_request, reply) => reply.end('secret'));
    const outer = await listen((_request, reply) =>
      reply.writeHead(302, { location: inner.url.replace('127.0.0.1', '127.0.0.2') }).end(),
    );
    expect(await fetchGuarded(outer.url, local, START, never)).toMatchObject({
      error: { message: expect.stringContaining('private network') },
    });
    expect(inner.requests).toEqual([]);
    const elsewhere = await listen((_request, reply) =>
      reply.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    expect(await fetchGuarded(elsewhere.url, local, START, never)).toMatchObject({
      error: { code: 'FETCH_REFUSED' },
    });
  });

  it('is followed a few times, not for ever', async () => {
    const round = await listen((_request, reply) => reply.writeHead(302, { location: '/again' }).end());
    expect(await fetchGuarded(round.url, local, START, never)).toMatchObject({
      error: { code: 'FETCH_REFUSED' },
    });
    expect(round.requests.length).toBeLessThan(10);
  });

  it('gives its bytes, size, tag and name, and goes on where it broke off', async () => {
    const site = await listen((request, reply) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (from > 0) reply.writeHead(206, { 'content-range': `bytes ${from}-9/10`, etag: '"v1"' });
      else reply.writeHead(200, { 'content-length': 10, etag: '"v1"' });
      reply.end('0123456789'.slice(from));
    });
    const whole = await fetchGuarded(`${site.url}/a%20film.mp4?x=1`, local, START, never);
    if (!whole.ok) throw new Error(whole.error.message);
    expect(whole.value).toMatchObject({ sizeBytes: 10, etag: '"v1"', fileName: 'a film.mp4', startByte: 0 });
    expect((await buffer(whole.value.body)).toString()).toBe('0123456789');
    const rest = await fetchGuarded(site.url, local, { startByte: 4, etag: '"v1"' }, never);
    if (!rest.ok) throw new Error(rest.error.message);
    expect(rest.value).toMatchObject({ startByte: 4, sizeBytes: 10 });
    expect((await buffer(rest.value.body)).toString()).toBe('456789');
  });

  it('is refused for more than is accepted, and tried again when its server is in trouble', async () => {
    const large = await listen((_request, reply) => reply.writeHead(200, { 'content-length': 2e6 }).end());
    expect(await fetchGuarded(large.url, local, START, never)).toMatchObject({
      error: { code: 'PAYLOAD_TOO_LARGE' },
    });
    const ill = await listen((_request, reply) => reply.writeHead(503).end());
    expect(await fetchGuarded(ill.url, local, START, never)).toMatchObject({
      error: { reason: 'transient' },
    });
    const gone = await listen((_request, reply) => reply.writeHead(404).end());
    expect(await fetchGuarded(gone.url, local, START, never)).toMatchObject({
      error: { reason: 'bad-input', message: 'The address answered with 404.' },
    });
  });
});
