import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fileReaches } from '../../testing/files-in.ts';
import { offsetOf, openPatch, patch, tus, tusMetadata } from '../../testing/tus-client.ts';
import { CHECKSUM_MISMATCH, CHUNK, useSharedServer } from './shared-server.ts';

/** tus 1.0.0, "Checksum", "Termination", "Concatenation" and, last because it moves the clock, "Expiration". */

const { collection, create, head, later, server, started } = useSharedServer();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const ALGORITHMS = ['sha1', 'sha256', 'crc32'] as const;
const checksum = (algorithm: (typeof ALGORITHMS)[number], text: string) => {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(text));
  const base64 =
    algorithm === 'crc32' ? digest.toString('base64') : createHash(algorithm).update(text).digest('base64');
  return { 'upload-checksum': `${algorithm} ${base64}` };
};

describe('checksum', () => {
  it.each(ALGORITHMS)('%s: bytes that match count, others are answered with 460 and do not', async (name) => {
    const url = await started({ 'upload-length': '6' });
    expect((await patch(url, 0, 'abc', checksum(name, 'abc'))).status).toBe(204);
    expect((await patch(url, 3, 'dex', checksum(name, 'def'))).status).toBe(CHECKSUM_MISMATCH);
    expect(await offsetOf(url)).toBe(3);
    expect((await patch(url, 3, 'def', checksum(name, 'def'))).status).toBe(204);
    expect(await (await fetch(url)).json()).toMatchObject({ digest: sha256('abcdef') });
  });

  it.each(['md5 AAAA', 'sha1 AAAA', 'sha1', 'sha512 AAAA', '', 'crc32 AAAAAAA=', 'SHA1'])(
    'that cannot be checked, "%s", is answered with 400',
    async (header) => {
      const url = await started({ 'upload-length': '3' });
      expect((await patch(url, 0, 'abc', { 'upload-checksum': header })).status).toBe(400);
      expect(await offsetOf(url)).toBe(0);
    },
  );

  it('of a body that broke off lets none of it count', async () => {
    const url = await started({ 'upload-length': '6' });
    const part = openPatch(url, 0, 6, checksum('sha256', 'abcdef'));
    await part.send(Buffer.from('abc'));
    await fileReaches(server().uploadsFolder, url.split('/').at(-1) ?? '', 3);
    part.breakOff();
    expect(await offsetOf(url)).toBe(0);
  });
});

describe('termination', () => {
  it('answers 204, and whoever asks afterwards finds nothing', async () => {
    const url = await started({ 'upload-length': '10' });
    await patch(url, 0, 'abc');
    expect((await tus(url, { method: 'DELETE' })).status).toBe(204);
    expect((await head(url)).status).toBe(404);
    expect((await patch(url, 3, 'd')).status).toBe(404);
    expect((await tus(url, { method: 'DELETE' })).status).toBe(404);
  });

  it('finds nothing at an unknown address', async () => {
    expect((await tus(`${collection()}/nope`, { method: 'DELETE' })).status).toBe(404);
  });

  it('is refused with 410 once the bytes are an asset, which stays', async () => {
    const url = await started({ 'upload-length': '3' });
    await patch(url, 0, 'abc');
    expect((await tus(url, { method: 'DELETE' })).status).toBe(410);
    expect((await head(url)).headers['upload-offset']).toBe('3');
  });
});

describe('concatenation', () => {
  const partial = async (text: string, sent = text): Promise<string> => {
    const url = await started({ 'upload-concat': 'partial', 'upload-length': String(text.length) });
    await patch(url, 0, sent);
    return url;
  };
  const final = (...urls: readonly string[]) => create({ 'upload-concat': `final;${urls.join(' ')}` });
  const addressOf = (answer: Awaited<ReturnType<typeof final>>) =>
    `${server().url}${answer.headers.location}`;

  it('puts parts together in the order they are named', async () => {
    const [second, first] = [await partial('world'), await partial('hello ')];
    const answer = await final(first, second);
    expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '11' } });
    expect(await (await fetch(addressOf(answer))).json()).toMatchObject({ digest: sha256('hello world') });
  });

  it('takes parts by path as by address, in one list', async () => {
    const [first, second] = [await partial('ab'), await partial('cd')];
    expect((await final(first, new URL(second).pathname)).status).toBe(201);
  });

  it('says of a part that it is one, and of the whole what it was made of', async () => {
    const url = await partial('abc');
    expect((await head(url)).headers).toMatchObject({ 'upload-concat': 'partial', 'upload-offset': '3' });
    expect((await head(addressOf(await final(url)))).headers).toMatchObject({
      'upload-concat': `final;${new URL(url).pathname}`,
      'upload-length': '3',
      'upload-offset': '3',
    });
  });

  it('hands no metadata of a part on to the whole', async () => {
    const url = await started({
      'upload-concat': 'partial',
      'upload-length': '1',
      'upload-metadata': tusMetadata({ filename: 'part' }),
    });
    await patch(url, 0, 'a');
    expect((await head(addressOf(await final(url)))).headers['upload-metadata']).toBeUndefined();
  });

  it('takes parts whose length was told late, and parts that are empty', async () => {
    const late = await started({ 'upload-concat': 'partial', 'upload-defer-length': '1' });
    await patch(late, 0, 'ab', { 'upload-length': '2' });
    const answer = await final(late, await partial(''), await partial('c'));
    expect(await (await fetch(addressOf(answer))).json()).toMatchObject({ digest: sha256('abc') });
  });

  it('lets nobody append to the whole', async () => {
    const url = addressOf(await final(await partial('abc')));
    expect((await patch(url, 3, 'd')).status).toBe(403);
    expect((await patch(url, 3, '')).status).toBe(403);
  });

  it('refuses a whole that comes with bytes of its own, and leaves the parts', async () => {
    const url = await partial('abc');
    const answer = await create({ 'upload-concat': `final;${url}`, ...CHUNK }, 'def');
    expect([answer.status, answer.headers.location]).toEqual([403, undefined]);
    expect(await offsetOf(url)).toBe(3);
  });

  it.each([
    ['a part that is not whole', 409, async () => [await partial('abc', 'ab')]],
    [
      'a part whose length nobody knows',
      409,
      async () => [await started({ 'upload-concat': 'partial', 'upload-defer-length': '1' })],
    ],
    ['a part that is not there', 404, async () => [`${collection()}/upload_AAAAAAAAAAAAAAAAAAAAAA`]],
    ['an upload that is no part', 404, async () => [await started({ 'upload-length': '3' })]],
    ['a part twice', 400, async () => Array<string>(2).fill(await partial('abc'))],
    ['no parts', 400, async () => []],
  ])('refuses %s with %i', async (_what, status, urls) => {
    expect((await final(...(await urls()))).status).toBe(status);
  });
});

describe('expiration', () => {
  const WEEK_MS = 7 * 24 * 3600_000;
  const expiryOf = (answer: { headers: Record<string, unknown> }) =>
    Date.parse(String(answer.headers['upload-expires']));

  it('is told at creation, with every part and by HEAD, as a date of HTTP', async () => {
    const created = await create({ 'upload-length': '10' });
    const url = `${server().url}${created.headers.location}`;
    const told = [created, await patch(url, 0, 'abc'), await head(url)];
    for (const { headers } of told) {
      expect(headers['upload-expires']).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    }
  });

  it('moves with every part', async () => {
    const created = await create({ 'upload-length': '10' });
    later(1000_000);
    const sent = await patch(`${server().url}${created.headers.location}`, 0, 'abc');
    expect(expiryOf(sent) - expiryOf(created)).toBeGreaterThan(999_000);
  });

  it('is no matter once all is there', async () => {
    const url = await started({ 'upload-length': '3' });
    expect((await patch(url, 0, 'abc')).headers['upload-expires']).toBeUndefined();
    later(10 * WEEK_MS);
    await server().uploads.sweep();
    expect((await head(url)).headers['upload-offset']).toBe('3');
  });

  it('answers 410 afterwards, and 404 once it was swept away', async () => {
    const url = await started({ 'upload-length': '10' });
    await patch(url, 0, 'abc');
    later(WEEK_MS + 1000);
    expect((await head(url)).status).toBe(410);
    expect((await patch(url, 3, 'd')).status).toBe(410);
    await server().uploads.sweep();
    expect((await head(url)).status).toBe(404);
  });
});
