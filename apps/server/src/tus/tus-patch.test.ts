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

  it('answers an early refusal even while megabytes are still coming', async () => {
    const url = await startUpload(server.url, 40 * MIB);
    const answer = await patch(url, 5, Buffer.alloc(20 * MIB));
    expect(answer.status).toBe(409);
  });

  it('takes an empty part, also after the end, without making another asset', async () => {
    const url = await startUpload(server.url, 3);
    await patch(url, 0, '');
    await patch(url, 0, 'abc');
    const before = await look(url);
    await patch(url, 3, '');
    await patch(url, 3, 'more');
    expect(await look(url)).toEqual(before);
    expect((await allAssets()).total).toBe(1);
  });

  it('puts the same bytes in the store once, as two assets', async () => {
    for (const filename of ['a.mp4', 'b.mp4'])
      await patch(await startUpload(server.url, 3, { filename }), 0, 'abc');
    expect((await allAssets()).items.map((asset) => asset.name)).toEqual(['b.mp4', 'a.mp4']);
    expect(await filesIn(`${server.folder}/blobs`)).toEqual([sha256(Buffer.from('abc'))]);
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
});

describe('expiration', () => {
  const WEEK_MS = 7 * 24 * 3600_000;

  it('leaves nothing once it is swept away', async () => {
    const url = await startUpload(server.url, 10);
    await patch(url, 0, 'abc');
    nowMs += WEEK_MS + 1000;
    await server.uploads.sweep();
    expect(await filesIn(server.uploadsFolder)).toEqual([]);
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
