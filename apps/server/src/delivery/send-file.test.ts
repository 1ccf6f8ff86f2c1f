import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Asset, NewPlaybackTokenSchema } from '@reelmill/core';
import type { BlobStore } from '@reelmill/engine/ports';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { addAsset, publish } from '../testing/add-asset.ts';
import { runServer, type ServerUnderTest } from '../testing/server-under-test.ts';

const LARGE = 'large '.repeat(1_400_000);
const MEDIA = {
  'film.mp4': { text: LARGE, mediaType: 'video/mp4' },
  'short.mp4': { text: 'short', mediaType: 'video/mp4' },
  'film.gif': { text: LARGE, mediaType: 'image/gif' },
  '480p/media.mp4': { text: LARGE, mediaType: 'video/mp4' },
};

/** Where the blobs of the server lie, and clients may ask; what it heard of them. */
let asked: IncomingHttpHeaders[] = [];
const store = createServer((request, reply) => {
  asked.push(request.headers);
  reply.end('from the store');
});
let there: string;
const addressOf = vi.fn<BlobStore['addressOf']>(async () => there);

let folder: string;
let server: ServerUnderTest;
let authorization: string;
let asset: Asset;
let source: string;
let media: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  there = `http://127.0.0.1:${(store.address() as AddressInfo).port}/blob?X-Amz-Signature=c0ffee`;
  folder = await mkdtemp(join(tmpdir(), 'reelmill-direct-'));
  server = await runServer(folder, { addressOf, keys: 'always' });
  const key = await server.access.keys.create({ name: 'a', userId: 'local', scope: 'admin' });
  if (!key.ok) throw new Error(key.error.message);
  authorization = `Bearer ${key.value.key}`;
  asset = await addAsset(server, LARGE, 'Größe "1".html');
  source = `${server.url}/api/v1/assets/${asset.id}/source`;
  media = await publish(server, asset, MEDIA);
});
afterAll(async () => {
  await server.close();
  store.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
  addressOf.mockClear();
});

const get = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(url, { method, headers: { authorization, ...headers }, redirect: 'manual' });

it('sends whoever wants all of a large file to the store for a moment, where it is no page', async () => {
  const answer = await get(source);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, there]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'cache-control': 'private, no-store',
    'referrer-policy': 'same-origin',
  });
  expect(await answer.text()).toBe('');
  expect(addressOf.mock.lastCall).toEqual([
    asset.source.digest,
    {
      ...{ validSeconds: 120, contentType: 'application/octet-stream' },
      contentDisposition: `attachment; filename="Gr__e _1_.html"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.html`,
    },
  ]);
  expect((await get(source, { range: 'bytes=9-', 'if-range': '"the-store"' })).status).toBe(302);

  // As browsers follow a link, which fetch cannot say.
  const clicked = { authorization, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };
  const url = `${new URL(media).pathname}/film.mp4`;
  expect((await server.app.inject({ url, headers: clicked })).statusCode).toBe(302);
  expect(addressOf.mock.lastCall?.[1]).toMatchObject({
    contentType: 'video/mp4',
    contentDisposition: expect.stringContaining('attachment; filename="film.mp4"'),
  });
});

it('answers itself whoever seeks, asks first, has it, or is a script, and sends small files and parts of streams', async () => {
  const own = `"${asset.source.digest}"`;
  const asks: readonly [number, string, Record<string, string>, string?][] = [
    [200, source, {}, 'HEAD'],
    [206, source, { range: 'bytes=0-' }],
    [206, source, { range: 'bytes=9-', 'if-range': own }],
    [304, source, { 'if-none-match': own }],
    [200, source, { 'sec-fetch-site': 'same-origin' }],
    [200, `${media}/film.mp4`, { origin: 'https://elsewhere.example' }],
    [200, `${media}/short.mp4`, {}],
    [200, `${media}/film.gif`, {}],
    [200, `${media}/480p/media.mp4`, {}],
  ];
  for (const [status, url, headers, method] of asks) {
    const answer = await get(url, headers, method);
    expect([url, headers, answer.status]).toEqual([url, headers, status]);
    expect(answer.headers.get('repr-digest')).toMatch(/^sha-256=/);
    await answer.body?.cancel();
  }
  expect(addressOf).not.toHaveBeenCalled();
});

it('takes no key, cookie or address of its own to the store', async () => {
  const answer = await fetch(source, { headers: { authorization, cookie: 'session=secret' } });
  expect([answer.status, await answer.text()]).toEqual([200, 'from the store']);
  expect(asked).toHaveLength(1);
  for (const name of ['authorization', 'cookie', 'referer']) expect(asked[0]?.[name]).toBeUndefined();
});

it('gives nobody an address who may not see the file, or from where they are, or for longer than they may', async () => {
  const mint = async (wanted: object): Promise<string> => {
    const made = await fetch(`${server.url}/api/v1/assets/${asset.id}/playback-tokens`, {
      ...{ method: 'POST', body: JSON.stringify(wanted) },
      headers: { authorization, 'content-type': 'application/json' },
    });
    return NewPlaybackTokenSchema.parse(await made.json()).token;
  };
  const film = async (token: string): Promise<number> => {
    const answer = await fetch(`${media.replace('/media/', `/media/t/${token}/`)}/film.mp4`, {
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return answer.status;
  };
  const bound = await mint({ ip: '127.0.0.1' });
  expect(await film(bound)).toBe(200);
  expect(await film(await mint({ ip: '192.0.2.1' }))).toBe(403);
  expect(await film(bound.slice(0, -4))).toBe(403);
  expect((await fetch(`${media}/film.mp4`, { redirect: 'manual' })).status).toBe(404);
  expect((await fetch(source, { redirect: 'manual' })).status).toBe(401);
  expect(addressOf).not.toHaveBeenCalled();
  expect(await film(await mint({ expiresInSeconds: 30 }))).toBe(302);
  expect(addressOf.mock.lastCall?.[1].validSeconds).toBeLessThanOrEqual(30);
  expect(await film(await mint({}))).toBe(302);
  expect(addressOf.mock.lastCall?.[1].validSeconds).toBe(120);
});
