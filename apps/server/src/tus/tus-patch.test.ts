import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type Upload, UploadSchema } from '@reelmill/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { fileReaches, filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';
import { offsetOf, openPatch, patch, startUpload, tus } from '../testing/tus-client.ts';

const MIB = 1 << 20;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let server: ServerUnderTest;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.now();
  server = await openServer(await tempFolder(), { nowMs: () => nowMs });
});

const idOf = (url: string): string => url.split('/').at(-1) ?? '';
const look = async (url: string): Promise<Upload> => UploadSchema.parse(await (await fetch(url)).json());
const allAssets = () => server.engine.listAssets({ sort: 'createdAt', order: 'desc', limit: 50, offset: 0 });

describe('PATCH', () => {
  it('makes one asset with a job of the whole file, whatever the parts', async () => {
    const bytes = randomBytes(100_000);
    const url = await startUpload(server.url, bytes.length, { filename: 'a film.mp4', metadata: '{"n":1}' });
    for (let offset = 0; offset < bytes.length; offset += 30_000) {
      const answer = await patch(url, offset, bytes.subarray(offset, offset + 30_000));
      expect(answer.status).toBe(204);
      expect(Number(answer.headers['upload-offset'])).toBe(Math.min(bytes.length, offset + 30_000));
    }
    const upload = await look(url);
    expect(upload).toMatchObject({ state: 'complete', digest: sha256(bytes), offsetBytes: bytes.length });
    const asset = await server.engine.getAsset(upload.assetId ?? '');
    expect(asset).toMatchObject({
      name: 'a film.mp4',
      metadata: { n: 1 },
      source: { digest: sha256(bytes), sizeBytes: bytes.length, fileName: 'a film.mp4' },
      job: { id: upload.jobId, recipeName: 'web' },
    });
    expect(await buffer(server.blobs.read(sha256(bytes)))).toEqual(bytes);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it('refuses an offset behind or ahead with 409 and says where it stands', async () => {
    const url = await startUpload(server.url, 10);
    await patch(url, 0, 'abc');
    for (const offset of [0, 2, 4, 10]) {
      const answer = await patch(url, offset, 'x');
      expect(answer.status).toBe(409);
      expect(JSON.parse(answer.text)).toMatchObject({
        code: 'UPLOAD_OFFSET_MISMATCH',
        details: { offsetBytes: 3 },
      });
    }
    expect(await offsetOf(url)).toBe(3);
  });

  it.each(['5abc', '-1', '', '1e1', '99999999999999999999'])(
    'refuses the offset "%s" with 400',
    async (offset) => {
      const url = await startUpload(server.url, 10);
      expect((await patch(url, 0, 'abc', { 'upload-offset': offset })).status).toBe(400);
      expect(await offsetOf(url)).toBe(0);
    },
  );

  it.each(['application/json', 'video/mp4', 'text/plain'])('refuses the type %s with 415', async (type) => {
    const url = await startUpload(server.url, 10);
    expect((await patch(url, 0, '{}', { 'content-type': type })).status).toBe(415);
    expect(await offsetOf(url)).toBe(0);
  });

  it('refuses more than was announced with 413, however it is sent', async () => {
    const url = await startUpload(server.url, 5);
    await patch(url, 0, 'ab');
    expect((await patch(url, 2, 'cdef')).status).toBe(413);
    expect((await patch(url, 2, 'cdef', { 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect(await offsetOf(url)).toBe(2);
    expect((await patch(url, 2, 'cde')).status).toBe(204);
    expect(await look(url)).toMatchObject({ state: 'complete', digest: sha256(Buffer.from('abcde')) });
  });

  it('answers an early refusal even while megabytes are still coming', async () => {
    const url = await startUpload(server.url, 40 * MIB);
    const answer = await patch(url, 5, Buffer.alloc(20 * MIB));
    expect(answer.status).toBe(409);
  });

  it('takes an empty part, also after the end, without making another asset', async () => {
    const url = await startUpload(server.url, 3);
    expect((await patch(url, 0, '')).headers['upload-offset']).toBe('0');
    await patch(url, 0, 'abc');
    const before = await look(url);
    expect((await patch(url, 3, '')).status).toBe(204);
    expect((await patch(url, 3, 'more')).status).toBe(413);
    expect(await look(url)).toEqual(before);
    expect((await allAssets()).total).toBe(1);
  });

  it('can be asked for by X-HTTP-Method-Override', async () => {
    const url = await startUpload(server.url, 3);
    const answer = await tus(url, {
      method: 'POST',
      headers: {
        'x-http-method-override': 'PATCH',
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
      },
      body: 'ab',
    });
    expect(answer).toMatchObject({ status: 204, headers: { 'upload-offset': '2' } });
    expect((await tus(url, { method: 'POST' })).status).toBe(405);
    const gone = await tus(url, { method: 'POST', headers: { 'x-http-method-override': 'DELETE' } });
    expect(gone.status).toBe(204);
  });

  it('puts the same bytes in the store once, as two assets', async () => {
    for (const filename of ['a.mp4', 'b.mp4'])
      await patch(await startUpload(server.url, 3, { filename }), 0, 'abc');
    expect((await allAssets()).items.map((asset) => asset.name)).toEqual(['b.mp4', 'a.mp4']);
    expect(await filesIn(`${server.folder}/blobs`)).toEqual([sha256(Buffer.from('abc'))]);
  });
});

describe('checksum', () => {
  const checksum = (algorithm: 'sha1' | 'sha256', bytes: string) => ({
    'upload-checksum': `${algorithm} ${createHash(algorithm).update(bytes).digest('base64')}`,
  });

  it.each(['sha1', 'sha256'] as const)(
    'takes what matches its %s, and discards what does not',
    async (algorithm) => {
      const url = await startUpload(server.url, 6);
      expect((await patch(url, 0, 'abc', checksum(algorithm, 'abc'))).status).toBe(204);
      const answer = await patch(url, 3, 'dex', checksum(algorithm, 'def'));
      expect(answer.status).toBe(460);
      expect(await offsetOf(url)).toBe(3);
      expect((await patch(url, 3, 'def', checksum(algorithm, 'def'))).status).toBe(204);
      expect(await look(url)).toMatchObject({ digest: sha256(Buffer.from('abcdef')) });
    },
  );

  it.each(['md5 AAAA', 'sha1 AAAA', 'sha1'])('refuses "%s" with 400', async (header) => {
    const url = await startUpload(server.url, 3);
    expect((await patch(url, 0, 'abc', { 'upload-checksum': header })).status).toBe(400);
    expect(await offsetOf(url)).toBe(0);
  });
});

describe('a connection that breaks off', () => {
  it('leaves every byte that arrived', async () => {
    const bytes = randomBytes(3 * MIB);
    const url = await startUpload(server.url, bytes.length);
    const part = openPatch(url, 0, bytes.length);
    await part.send(bytes.subarray(0, MIB));
    await fileReaches(server.uploadsFolder, idOf(url), MIB);
    part.breakOff();
    expect(await offsetOf(url)).toBe(MIB);
    await patch(url, MIB, bytes.subarray(MIB));
    expect(await look(url)).toMatchObject({ state: 'complete', digest: sha256(bytes) });
  });

  it('that nobody noticed gives way to the next HEAD or PATCH', async () => {
    const bytes = randomBytes(3 * MIB);
    const url = await startUpload(server.url, bytes.length);
    const first = openPatch(url, 0, bytes.length);
    await first.send(bytes.subarray(0, MIB));
    await fileReaches(server.uploadsFolder, idOf(url), MIB);
    expect(await offsetOf(url)).toBe(MIB);
    expect(await first.answer).toBe(204);

    const second = openPatch(url, MIB, 2 * MIB);
    await second.send(bytes.subarray(MIB, 2 * MIB));
    await fileReaches(server.uploadsFolder, idOf(url), 2 * MIB);
    expect((await patch(url, 2 * MIB, bytes.subarray(2 * MIB))).status).toBe(204);
    expect(await look(url)).toMatchObject({ state: 'complete', digest: sha256(bytes) });
    first.breakOff();
    second.breakOff();
  });

  it('does not disturb whoever only looks', async () => {
    const url = await startUpload(server.url, 100);
    const part = openPatch(url, 0, 100);
    await part.send(Buffer.alloc(50));
    await fileReaches(server.uploadsFolder, idOf(url), 50);
    expect(await look(url)).toMatchObject({ state: 'uploading', offsetBytes: 0 });
    await part.send(Buffer.alloc(50));
    part.end();
    expect(await part.answer).toBe(204);
    expect(await look(url)).toMatchObject({ state: 'complete' });
  });

  it('lets one of many at the same offset through, and never mixes them', async () => {
    const bytes = randomBytes(50_000);
    const url = await startUpload(server.url, bytes.length);
    const answers = await Promise.all(Array.from({ length: 8 }, () => patch(url, 0, bytes)));
    expect(answers.some((answer) => answer.status === 204)).toBe(true);
    expect(answers.every((answer) => [204, 409].includes(answer.status))).toBe(true);
    const stands = await offsetOf(url);
    await patch(url, stands, bytes.subarray(stands));
    expect(await look(url)).toMatchObject({ state: 'complete', digest: sha256(bytes) });
    expect((await allAssets()).total).toBe(1);
  });
});

describe('termination', () => {
  it('leaves nothing', async () => {
    const url = await startUpload(server.url, 10);
    await patch(url, 0, 'abc');
    expect((await tus(url, { method: 'DELETE' })).status).toBe(204);
    expect((await tus(url, { method: 'HEAD' })).status).toBe(404);
    expect((await patch(url, 3, 'd')).status).toBe(404);
    expect((await tus(url, { method: 'DELETE' })).status).toBe(404);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it('ends whoever is writing', async () => {
    const url = await startUpload(server.url, 100);
    const part = openPatch(url, 0, 100);
    await part.send(Buffer.alloc(50));
    await fileReaches(server.uploadsFolder, idOf(url), 50);
    expect((await tus(url, { method: 'DELETE' })).status).toBe(204);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
    part.breakOff();
  });

  it('does not take an asset away', async () => {
    const url = await startUpload(server.url, 3);
    await patch(url, 0, 'abc');
    expect((await tus(url, { method: 'DELETE' })).status).toBe(410);
    expect((await allAssets()).total).toBe(1);
  });
});

describe('expiration', () => {
  const WEEK_MS = 7 * 24 * 3600_000;

  it('moves with every part', async () => {
    const url = await startUpload(server.url, 10);
    nowMs += WEEK_MS - 1000;
    const answer = await patch(url, 0, 'abc');
    expect(Date.parse(answer.headers['upload-expires'] as string)).toBeGreaterThan(nowMs + WEEK_MS - 2000);
  });

  it('answers 410 afterwards, and the sweep leaves nothing', async () => {
    const url = await startUpload(server.url, 10);
    await patch(url, 0, 'abc');
    nowMs += WEEK_MS + 1000;
    expect((await tus(url, { method: 'HEAD' })).status).toBe(410);
    expect((await patch(url, 3, 'd')).status).toBe(410);
    await server.uploads.sweep();
    expect((await tus(url, { method: 'HEAD' })).status).toBe(404);
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
  });

  it('never touches a finished upload', async () => {
    const url = await startUpload(server.url, 3);
    await patch(url, 0, 'abc');
    nowMs += 10 * WEEK_MS;
    await server.uploads.sweep();
    expect((await tus(url, { method: 'HEAD' })).headers['upload-offset']).toBe('3');
    expect(await look(url)).toMatchObject({ state: 'complete' });
  });

  it('leaves alone what is being written', async () => {
    const url = await startUpload(server.url, 100);
    const part = openPatch(url, 0, 100);
    await part.send(Buffer.alloc(50));
    await fileReaches(server.uploadsFolder, idOf(url), 50);
    nowMs += WEEK_MS + 1000;
    await server.uploads.sweep();
    await part.send(Buffer.alloc(50));
    part.end();
    expect(await part.answer).toBe(204);
  });
});
