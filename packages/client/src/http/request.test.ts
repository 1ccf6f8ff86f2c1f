import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../client.ts';

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const json =
  (status: number, body: unknown): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

describe('a call', () => {
  it('gives the answer, checked', async () => {
    const baseUrl = await serve(json(200, { items: [], total: 0, limit: 50, offset: 0 }));
    expect(await createClient({ baseUrl }).assets.list()).toEqual({
      ok: true,
      value: { items: [], total: 0, limit: 50, offset: 0 },
    });
  });

  it('sends the query and leaves out what is not set', async () => {
    let seen: string | undefined;
    const baseUrl = await serve((request, response) => {
      seen = request.url;
      json(200, { items: [], total: 0, limit: 10, offset: 0 })(request, response);
    });
    await createClient({ baseUrl }).assets.list({ search: 'a b&c', state: undefined, limit: 10 });
    expect(seen).toBe('/api/v1/assets?search=a+b%26c&limit=10');
  });

  it('gives the server’s own error as a value', async () => {
    const baseUrl = await serve(json(404, { code: 'NOT_FOUND', message: 'There is no such job.' }));
    expect(await createClient({ baseUrl }).jobs.get('job_x')).toEqual({
      ok: false,
      error: { code: 'NOT_FOUND', message: 'There is no such job.' },
    });
  });

  it('says plainly when the answer is not ours, or nobody answers', async () => {
    const proxy = await serve((_request, response) =>
      response.writeHead(502).end('<html>Bad Gateway</html>'),
    );
    expect(await createClient({ baseUrl: proxy }).health()).toMatchObject({
      ok: false,
      error: { message: 'The server answered with status 502.' },
    });
    const odd = await serve(json(200, { surprise: true }));
    expect(await createClient({ baseUrl: odd }).health()).toMatchObject({
      ok: false,
      error: { code: 'INTERNAL' },
    });
    expect(await createClient({ baseUrl: 'http://127.0.0.1:1' }).health()).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('cannot be reached') },
    });
  });

  it('throws only for an abort the caller asked for', async () => {
    const baseUrl = await serve(() => undefined);
    const abort = new AbortController();
    const call = createClient({ baseUrl }).assets.list({}, abort.signal);
    abort.abort();
    await expect(call).rejects.toThrow();
  });
});
