import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AssetSchema } from '@reelmill/core';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startServer } from '../../apps/server/src/start-server.ts';
import { makeClip } from '../rig/make-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const open = async (dataFolder: string, prefix: string) => {
  const server = await startServer({
    ...{ port: 0, host: '127.0.0.1', dataFolder, logLevel: 'silent' },
    s3: { ...inject('s3'), region: 'default', forcePathStyle: true, prefix, cacheBytes: 1e9 },
  });
  if (!server.ok) throw new Error(server.error.message);
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (!isClosed) await server.value.close();
    isClosed = true;
  };
  onTestFinished(close);
  return { url: server.value.url, close };
};

it('makes and serves a stream with every byte in the object store, also for a server with an empty disk', async () => {
  const folder = await tempFolder();
  const data = join(folder, 'data');
  await mkdir(data);
  const prefix = `${randomUUID()}/`;
  const first = await open(data, prefix);
  const clip = await readFile(await makeClip(folder, { seconds: 3, size: '320x180' }));
  const recipe = {
    outputs: [{ kind: 'poster' }, { kind: 'hls', rungs: [240], video: { preset: 'ultrafast' } }],
  };
  const query = new URLSearchParams({ name: 'clip.mp4', recipe: JSON.stringify(recipe) });
  const put = await fetch(`${first.url}/api/v1/assets?${query}`, { method: 'PUT', body: clip });
  const { id } = (await put.json()) as { id: string };
  const asset = async (url: string) =>
    AssetSchema.parse(await (await fetch(`${url}/api/v1/assets/${id}`)).json());
  await expect.poll(async () => (await asset(first.url)).state, { timeout: 60_000 }).toBe('ready');
  const made = await asset(first.url);
  await first.close();
  expect(await readdir(data)).not.toContain('blobs');
  await rm(join(data, 'cache'), { recursive: true });

  const second = await open(data, prefix);
  const hls = made.outputs.find((output) => output.kind === 'hls');
  if (hls?.kind !== 'hls') throw new Error('there is no stream');
  const main = await (await fetch(`${second.url}${hls.url}`)).text();
  expect(main).toContain('#EXT-X-STREAM-INF');
  const source = await fetch(`${second.url}${made.source.url}`, { headers: { range: 'bytes=10-19' } });
  expect(source.status).toBe(206);
  expect(Buffer.from(await source.arrayBuffer())).toEqual(clip.subarray(10, 20));
  expect((await fetch(`${second.url}/api/v1/assets/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await fetch(`${second.url}${hls.url}`)).status).toBe(404);
});
