import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Asset,
  AssetPageSchema,
  type SocketMessage,
  UploadSchema,
  type Upload as UploadState,
} from '@reelmill/core';
import { Upload } from 'tus-js-client';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { filesIn } from './testing/files-in.ts';
import { runningProcess, type ServerProcess } from './testing/server-process.ts';
import { tempFolder } from './testing/server-under-test.ts';

const CHUNK_BYTES = 128 << 10;

/** Noise does not compress: two seconds are megabytes. */
const makeClip = async (folder: string): Promise<Buffer> => {
  const path = join(folder, 'noise.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=2,noise=alls=90:allf=t'];
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '8', '-pix_fmt', 'yuv420p'];
  await promisify(execFile)(process.env['FFMPEG_PATH'] ?? 'ffmpeg', [
    '-v',
    'error',
    ...source,
    ...encode,
    path,
  ]);
  return readFile(path);
};

/** Resolves with the asset once its newest job has ended; asks again at every event of it. */
const settledAsset = async (server: ServerProcess): Promise<Asset> => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/events`);
  const ended = Promise.withResolvers<Asset>();
  const look = async (): Promise<void> => {
    const page = AssetPageSchema.parse(await (await fetch(`${server.url}/api/v1/assets`)).json());
    const [asset] = page.items;
    if (asset?.job?.finishedAt) ended.resolve(asset);
  };
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as SocketMessage;
    if (message.type === 'hello' || message.type === 'job.updated') look().catch(ended.reject);
  });
  return ended.promise.finally(() => socket.close());
};

it('survives kill -9 in the middle of an upload, at its end and while encoding: one asset, every byte', async () => {
  const folder = await tempFolder();
  const bytes = await makeClip(folder);
  expect(bytes.length).toBeGreaterThan(8 * CHUNK_BYTES);
  const dataFolder = join(folder, 'data');
  let server = await runningProcess({ dataFolder });
  const port = Number(new URL(server.url).port);

  const killAndRestart = async (): Promise<void> => {
    server.child.kill('SIGKILL');
    await server.exited;
    server = await runningProcess({ dataFolder, port });
  };

  // The client is told nothing of the kills: it sees a broken connection and goes on by itself.
  const killAt = [0.2, 0.5, 0.8, 1].map((share) => share * bytes.length);
  let restarted = Promise.resolve();
  const acknowledged: number[] = [];
  const resumedFrom: number[] = [];
  const sent = Promise.withResolvers<void>();
  const upload: Upload = new Upload(bytes, {
    endpoint: `${server.url}/api/v1/uploads`,
    chunkSize: CHUNK_BYTES,
    metadata: { filename: 'noise.mp4', recipe: 'web-small' },
    retryDelays: Array.from({ length: 100 }, () => 100),
    onProgress: (offset) => {
      if (offset < (killAt[0] ?? Number.POSITIVE_INFINITY)) return;
      killAt.shift();
      restarted = killAndRestart();
    },
    onChunkComplete: (_size, accepted) => acknowledged.push(accepted),
    onBeforeRequest: (request) => {
      const offset = request.getHeader('Upload-Offset');
      if (offset !== undefined) resumedFrom.push(Number(offset));
    },
    onSuccess: () => sent.resolve(),
    onError: sent.reject,
  });
  upload.start();
  await sent.promise;
  await restarted;
  expect(killAt).toEqual([]);
  // Nothing that was acknowledged was sent again.
  expect(resumedFrom).toEqual(resumedFrom.toSorted((a, b) => a - b));
  expect(acknowledged).toEqual(acknowledged.toSorted((a, b) => a - b));

  const state: UploadState = UploadSchema.parse(
    await (await fetch(`${server.url}${new URL(upload.url ?? '').pathname}`)).json(),
  );
  const digest = createHash('sha256').update(bytes).digest('hex');
  expect(state).toMatchObject({ state: 'complete', digest });

  await killAndRestart();
  const asset = await settledAsset(server);
  expect(asset).toMatchObject({ id: state.assetId, state: 'ready', source: { digest } });
  expect(asset.outputs.map((output) => output.kind).sort()).toEqual(['hls', 'poster']);
  const page = AssetPageSchema.parse(await (await fetch(`${server.url}/api/v1/assets`)).json());
  expect(page.total).toBe(1);
  expect(await filesIn(join(dataFolder, 'uploads'))).toEqual([]);
});
