import type { ApiError, Asset, FileKey } from '@reelmill/core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { addAsset, publish } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

// Several chunks, and a last one that is not full.
const TEXT = Array.from({ length: 20_000 }, (_, number) => `line ${number}\n`).join('');
const FILE = { 'film.mp4': { text: TEXT, mediaType: 'video/mp4' } };

let server: ServerUnderTest;
let asset: Asset;
let url: string;
beforeEach(async () => {
  server = await openServer(await tempFolder());
  asset = await addAsset(server, 'the source');
  await publish(server, asset, FILE);
  url = `${server.url}/api/v1/assets/${asset.id}/outputs/hls/encrypted`;
});

const keyOf = async (userId: string): Promise<string> =>
  ((await (await fetch(`${url}/key?userId=${userId}`)).json()) as FileKey).key;

describe('an encrypted download', () => {
  it('is the same file every time, in any ranges it is fetched', async () => {
    const whole = await (await fetch(url)).bytes();
    expect(Buffer.from(whole).includes('line 1')).toBe(false);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(whole.length - 1), async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const part = await fetch(url, { headers: { range: `bytes=${start}-${end}` } });
        expect(part.status).toBe(206);
        expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end}/${whole.length}`);
        expect(Buffer.from(await part.bytes()).equals(whole.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 40 },
    );
    const etag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('is another file under another key for every user', async () => {
    const [ann, bob] = await Promise.all(['ann', 'bob'].map((user) => fetch(`${url}?userId=${user}`)));
    expect(ann?.headers.get('etag')).not.toBe(bob?.headers.get('etag'));
    expect(Buffer.from((await ann?.bytes()) ?? []).equals((await bob?.bytes()) ?? new Uint8Array())).toBe(
      false,
    );
    expect(await keyOf('ann')).not.toBe(await keyOf('bob'));
    expect(await keyOf('ann')).toBe(await keyOf('ann'));
  });

  it('never leaves its key in a cache', async () => {
    const answer = await fetch(`${url}/key`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(Buffer.from(((await answer.json()) as FileKey).key, 'base64url')).toHaveLength(32);
  });

  it('is refused for what is no file', async () => {
    const other = await addAsset(server, 'another');
    await publish(server, other, { ...FILE, 'main.m3u8': { text: '#EXTM3U', mediaType: 'text/plain' } });
    const many = await fetch(`${server.url}/api/v1/assets/${other.id}/outputs/hls/encrypted`);
    expect([many.status, ((await many.json()) as ApiError).message]).toEqual([
      409,
      expect.stringContaining('has 2 files; only outputs of a single file'),
    ]);
    expect((await fetch(url.replace('hls', 'poster'))).status).toBe(404);
  });
});
