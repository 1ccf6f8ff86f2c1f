import { createHash, randomBytes } from 'node:crypto';
import { appendFile, chmod, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Upload, UploadSchema } from '@reelmill/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { fileReaches, filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';
import { offsetOf, openPatch, patch, startUpload } from '../testing/tus-client.ts';

const bytes = randomBytes(10_000);
const digest = createHash('sha256').update(bytes).digest('hex');

let folder: string;
let server: ServerUnderTest;
let id: string;
let path: string;
beforeEach(async () => {
  folder = await tempFolder();
  server = await openServer(folder);
  const url = await startUpload(server.url, bytes.length);
  await patch(url, 0, bytes.subarray(0, 4000));
  id = url.split('/').at(-1) ?? '';
  path = join(server.uploadsFolder, id);
});

/** Whatever a crash left, then the next start. */
const restartAfter = async (crash: () => Promise<unknown>): Promise<void> => {
  await crash();
  await server.close();
  server = await openServer(folder);
};

const urlNow = (): string => `${server.url}/api/v1/uploads/${id}`;
const look = async (): Promise<Upload> => UploadSchema.parse(await (await fetch(urlNow())).json());
const assetCount = async (): Promise<number> =>
  (await server.engine.listAssets({ sort: 'createdAt', order: 'desc', limit: 1, offset: 0 })).total;

const finishes = async (): Promise<void> => {
  const offset = await offsetOf(urlNow());
  if (offset < bytes.length) await patch(urlNow(), offset, bytes.subarray(offset));
  expect(await look()).toMatchObject({ state: 'complete', digest });
  expect(await assetCount()).toBe(1);
  expect(await filesIn(server.uploadsFolder)).toEqual([]);
  expect(await filesIn(join(folder, 'blobs'))).toEqual([digest]);
};

/** The row as the crash left it. */
const row = (patchOfRow: { offsetBytes?: number; digest?: string }) =>
  server.engine.store.direct.uploads.update(id, patchOfRow);

describe('after a crash', () => {
  it('goes on where the database stands', async () => {
    await restartAfter(async () => undefined);
    expect(await offsetOf(urlNow())).toBe(4000);
    await finishes();
  });

  it('cuts off bytes that were never acknowledged', async () => {
    await restartAfter(() => appendFile(path, randomBytes(500)));
    expect((await readFile(path)).length).toBe(4000);
    expect(await offsetOf(urlNow())).toBe(4000);
    await finishes();
  });

  it('lowers the offset to a file that is shorter', async () => {
    await restartAfter(() => truncate(path, 1000));
    expect(await offsetOf(urlNow())).toBe(1000);
    await finishes();
  });

  it('starts again when the file is gone', async () => {
    await restartAfter(() => rm(path));
    expect(await offsetOf(urlNow())).toBe(0);
    await finishes();
  });

  it('removes files that belong to no unfinished upload', async () => {
    await restartAfter(() => writeFile(join(server.uploadsFolder, 'upload_stray'), 'x'));
    expect(await filesIn(server.uploadsFolder)).toEqual([id]);
  });

  it('finishes what was whole before its digest was written down', async () => {
    await restartAfter(async () => {
      await writeFile(path, bytes);
      await row({ offsetBytes: bytes.length });
    });
    await finishes();
  });

  it('finishes what was whole before its bytes moved into the store', async () => {
    await restartAfter(async () => {
      await writeFile(path, bytes);
      await chmod(path, 0o444);
      await row({ offsetBytes: bytes.length, digest });
    });
    await finishes();
  });

  it('finishes what had moved into the store before it became an asset', async () => {
    await restartAfter(async () => {
      await writeFile(path, bytes);
      await row({ offsetBytes: bytes.length, digest });
      await server.blobs.putFile(path, digest);
    });
    expect(await look()).toMatchObject({ state: 'complete' });
    await finishes();
  });

  it('starts again when bytes that had moved are gone as well', async () => {
    await restartAfter(async () => {
      await rm(path);
      await row({ offsetBytes: bytes.length, digest });
    });
    expect(await offsetOf(urlNow())).toBe(0);
    await finishes();
  });

  it('makes no second asset of an upload that was finished', async () => {
    await patch(urlNow(), 4000, bytes.subarray(4000));
    const before = await look();
    await restartAfter(async () => undefined);
    expect(await look()).toEqual(before);
    await finishes();
  });
});

describe('when finishing fails', () => {
  it('says so, and the next HEAD, PATCH or sweep finishes', async () => {
    const { putFile } = server.blobs;
    const full = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    Object.assign(server.blobs, { putFile: full });
    const answer = await patch(urlNow(), 4000, bytes.subarray(4000));
    expect(answer.status).toBe(507);
    expect(await look()).toMatchObject({ state: 'uploading', offsetBytes: bytes.length });
    expect(await assetCount()).toBe(0);
    Object.assign(server.blobs, { putFile });
    await finishes();
  });

  it('leaves no blob behind when it is given up then', async () => {
    await writeFile(path, bytes);
    await row({ offsetBytes: bytes.length, digest });
    await server.blobs.putFile(path, digest);
    expect(await server.uploads.terminate(id)).toMatchObject({ ok: true });
    expect(await filesIn(join(folder, 'blobs'))).toEqual([]);
  });
});

describe('a server that stops', () => {
  it('keeps what arrived, tells the sender, and refuses the rest', async () => {
    const part = openPatch(urlNow(), 4000, 6000);
    await part.send(bytes.subarray(4000, 7000));
    await fileReaches(server.uploadsFolder, id, 7000);
    await server.uploads.close();
    expect(await part.answer).toBe(204);
    expect((await patch(urlNow(), 7000, bytes.subarray(7000))).status).toBe(503);
    part.breakOff();
    await restartAfter(async () => undefined);
    expect(await offsetOf(urlNow())).toBe(7000);
    await finishes();
  });
});
