import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Asset } from '@reelmill/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { addAsset, publish } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

const SEGMENT = '0123456789'.repeat(10);
const HLS = 'application/vnd.apple.mpegurl';

let server: ServerUnderTest;
let asset: Asset;
let media: string;
let segment: string;
beforeEach(async () => {
  server = await openServer(await tempFolder());
  asset = await addAsset(server, 'the source', 'Größe "1".mp4');
  media = await publish(server, asset, {
    'main.m3u8': { text: '#EXTM3U\n', mediaType: HLS },
    '480p/0.m4s': { text: SEGMENT, mediaType: 'video/iso.segment' },
    '480p/init.mp4': { text: 'ftyp', mediaType: 'video/mp4' },
    'poster.jpg': { text: 'jpeg', mediaType: 'image/jpeg' },
  });
  segment = `${media}/480p/0.m4s`;
});

const get = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(url, { method, headers });

describe('finished media', () => {
  it.each([
    ['main.m3u8', HLS],
    ['480p/0.m4s', 'video/iso.segment'],
    ['480p/init.mp4', 'video/mp4'],
    ['poster.jpg', 'image/jpeg'],
  ])('serves %s as %s, for ever, to everybody', async (path, mediaType) => {
    const answer = await get(`${media}/${path}`);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': mediaType,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
      'content-length': String((await answer.bytes()).length),
    });
  });

  it('answers HEAD like GET without the bytes', async () => {
    const answer = await get(segment, {}, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe('100');
    expect(await answer.text()).toBe('');
  });

  it('says 304 to whoever has the bytes', async () => {
    const etag = (await get(segment)).headers.get('etag') ?? '';
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await get(segment, { 'if-none-match': tag });
      expect(answer.status).toBe(304);
      expect(answer.headers.get('etag')).toBe(etag);
      expect(await answer.text()).toBe('');
    }
    expect((await get(segment, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=95-', 95, 99],
    ['bytes=-10', 90, 99],
    ['bytes=-1000', 0, 99],
    ['bytes=90-1000', 90, 99],
    ['bytes=0-0', 0, 0],
    ['bytes=99-99', 99, 99],
  ])('gives exactly %s', async (range, start, end) => {
    const answer = await get(segment, { range });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/100`);
    expect(answer.headers.get('content-length')).toBe(String(end - start + 1));
    expect(await answer.text()).toBe(SEGMENT.slice(start, end + 1));
  });

  it.each(['bytes=100-', 'bytes=200-300', 'bytes=-0'])('says 416 to %s, not to be cached', async (range) => {
    const answer = await get(segment, { range });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */100');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('etag')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'RANGE_NOT_SATISFIABLE' });
  });

  it.each(['bytes=0-1,5-6', 'bytes=9-3', 'bytes=-', 'items=0-1', 'bytes=a-b'])(
    'gives the whole for %s',
    async (range) => {
      const answer = await get(segment, { range });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe(SEGMENT);
    },
  );

  it('gives a range only of the bytes it was asked for', async () => {
    const etag = (await get(segment)).headers.get('etag') ?? '';
    expect((await get(segment, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await get(segment, { range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
  });

  it('has nothing else, and does not let that be cached', async () => {
    for (const address of [
      `${media}/480p/1.m4s`,
      `${media}/480p`,
      `${media}/..%2f..%2freelmill.sqlite`,
      `${media}/`,
      `${server.url}/media/${'0'.repeat(64)}/main.m3u8`,
      `${server.url}/media/nope/main.m3u8`,
    ]) {
      const answer = await get(address);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('goes with its asset', async () => {
    await server.engine.deleteAsset(asset.id);
    expect((await get(segment)).status).toBe(404);
  });

  it('says so, uncached, when bytes are missing from the store', async () => {
    await rm(join(server.folder, 'blobs'), { recursive: true });
    const answer = await get(segment);
    expect(answer.status).toBe(500);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('etag')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'INTERNAL' });
  });
});

describe('the original', () => {
  it('is a download under its own name', async () => {
    const answer = await get(`${server.url}${asset.source.url}`);
    expect(await answer.text()).toBe('the source');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="Gr__e _1_.mp4"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.mp4`,
      'x-content-type-options': 'nosniff',
      'content-length': '10',
    });
  });

  it('has ranges and is asked for again', async () => {
    const url = `${server.url}${asset.source.url}`;
    const part = await get(url, { range: 'bytes=4-9' });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe('source');
    const etag = part.headers.get('etag') ?? '';
    expect((await get(url, { 'if-none-match': etag })).status).toBe(304);
    expect(part.headers.get('cache-control')).toBe('private, no-cache');
  });
});
