import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UploadSchema, type Upload as UploadState } from '@reelmill/core';
import { DetailedError, Upload, type UploadOptions } from 'tus-js-client';
import { beforeEach, expect, it } from 'vitest';
import { filesIn } from '../testing/files-in.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

const MIB = 1 << 20;
const bytes = randomBytes(5 * MIB + 17);
const digest = createHash('sha256').update(bytes).digest('hex');

let folder: string;
let server: ServerUnderTest;
beforeEach(async () => {
  folder = await tempFolder();
  server = await openServer(folder);
});

/** Runs a real client to its end; `watch` may abort it. */
const send = (options: Partial<UploadOptions>, watch?: (upload: Upload) => Partial<UploadOptions>) => {
  const ended = Promise.withResolvers<Upload>();
  const upload: Upload = new Upload(bytes, {
    endpoint: `${server.url}/api/v1/uploads`,
    retryDelays: null,
    metadata: { filename: 'clip.mp4', filetype: 'video/mp4' },
    ...options,
    onSuccess: () => ended.resolve(upload),
    onError: (error) => ended.reject(error),
  });
  if (watch) Object.assign(upload.options, watch(upload));
  upload.start();
  return ended.promise;
};

const stateOf = async (upload: Upload): Promise<UploadState> =>
  UploadSchema.parse(await (await fetch(upload.url ?? '')).json());
const complete = { state: 'complete', digest, offsetBytes: bytes.length };

it('sends a file in one request', async () => {
  expect(await stateOf(await send({}))).toMatchObject(complete);
});

it('sends a file in parts', async () => {
  expect(await stateOf(await send({ chunkSize: MIB }))).toMatchObject(complete);
});

it('sends its first bytes with the creation', async () => {
  expect(await stateOf(await send({ uploadDataDuringCreation: true, chunkSize: 2 * MIB }))).toMatchObject(
    complete,
  );
});

it('sends through proxies that let no PATCH pass', async () => {
  expect(await stateOf(await send({ overridePatchMethod: true, chunkSize: MIB }))).toMatchObject(complete);
});

it('sends a file read from disk', async () => {
  const path = join(folder, 'clip.mp4');
  await writeFile(path, bytes);
  const ended = Promise.withResolvers<Upload>();
  const upload: Upload = new Upload(createReadStream(path), {
    endpoint: `${server.url}/api/v1/uploads`,
    chunkSize: MIB,
    uploadSize: bytes.length,
    onSuccess: () => ended.resolve(upload),
    onError: (error) => ended.reject(error),
  });
  upload.start();
  expect(await stateOf(await ended.promise)).toMatchObject(complete);
});

/** Stops after about two MiB, as a closed tab would. */
const sendHalf = async (): Promise<string> => {
  const stopped = Promise.withResolvers<string>();
  void send({ chunkSize: MIB }, (upload) => ({
    onChunkComplete: (_size, accepted) => {
      if (accepted < 2 * MIB) return;
      void upload.abort().then(() => stopped.resolve(upload.url ?? ''));
    },
  }));
  return stopped.promise;
};

it('goes on after an interruption without sending the first half again', async () => {
  const uploadUrl = await sendHalf();
  const sentFrom: number[] = [];
  const upload = await send({ uploadUrl, chunkSize: MIB }, () => ({
    onBeforeRequest: (request) => {
      const offset = request.getHeader('Upload-Offset');
      if (request.getMethod() === 'PATCH') sentFrom.push(Number(offset));
    },
  }));
  expect(Math.min(...sentFrom)).toBeGreaterThanOrEqual(2 * MIB);
  expect(await stateOf(upload)).toMatchObject(complete);
});

it('goes on after the server was restarted', async () => {
  const path = new URL(await sendHalf()).pathname;
  await server.close();
  server = await openServer(folder);
  const upload = await send({ uploadUrl: `${server.url}${path}`, chunkSize: MIB });
  expect(await stateOf(upload)).toMatchObject(complete);
  const assets = await server.engine.listAssets({ sort: 'createdAt', order: 'desc', limit: 9, offset: 0 });
  expect(assets.items.map((asset) => asset.source.digest)).toEqual([digest]);
});

it('takes an upload back', async () => {
  const url = await sendHalf();
  await Upload.terminate(url);
  expect((await fetch(url)).status).toBe(404);
  expect(await filesIn(server.uploadsFolder)).toEqual([]);
});

it('hears why it was refused', async () => {
  const refused = await send({ metadata: { filename: 'a', recipe: 'wbe' } }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DetailedError);
  expect((refused as DetailedError).originalResponse?.getStatus()).toBe(400);
  expect((refused as DetailedError).originalResponse?.getBody()).toContain('There is no recipe named');
});

it('sends twenty files at once', async () => {
  const sent = await Promise.all(Array.from({ length: 20 }, () => send({ chunkSize: MIB })));
  for (const upload of sent) expect(await stateOf(upload)).toMatchObject(complete);
  expect(await filesIn(join(folder, 'blobs'))).toEqual([digest]);
  expect(await filesIn(server.uploadsFolder)).toEqual([]);
});
