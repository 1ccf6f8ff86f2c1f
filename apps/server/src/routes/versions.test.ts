import { AssetSchema, AssetVersionListSchema } from '@reelmill/core';
import { expect, it } from 'vitest';
import { addAsset, publish } from '../testing/add-asset.ts';
import { openServer, type ServerUnderTest, tempFolder } from '../testing/server-under-test.ts';

/** A job of this asset that succeeded with a stream of this text. */
const addVersion = async (server: ServerUnderTest, assetId: string, text: string): Promise<string> => {
  const { engine } = server;
  const asset = await engine.getAsset(assetId);
  if (!asset?.job) throw new Error('the asset has no job');
  await publish(server, asset, { 'main.m3u8': { text, mediaType: 'application/vnd.apple.mpegurl' } });
  const { id } = asset.job;
  await engine.commit(async (tx) => {
    const finishedAtMs = Date.now();
    await tx.jobs.update(id, { state: 'succeeded', stage: 'done', progress: 1, finishedAtMs });
    await tx.assets.update(assetId, { currentJobId: id });
  });
  await engine.retryJob(id);
  return id;
};

const ask = async (server: ServerUnderTest, method: string, path: string) => {
  const answer = await fetch(`${server.url}/api/v1${path}`, { method });
  return { status: answer.status, body: await answer.json() };
};

it('lists the versions of an asset newest first, and restores one', async () => {
  const server = await openServer(await tempFolder());
  const { id } = await addAsset(server, 'bytes');
  expect(await ask(server, 'GET', `/assets/${id}/versions`)).toEqual({ status: 200, body: { items: [] } });
  const jobs = [await addVersion(server, id, 'old'), await addVersion(server, id, 'new')];

  const listed = AssetVersionListSchema.parse((await ask(server, 'GET', `/assets/${id}/versions`)).body);
  expect(listed.items.map(({ jobId, isCurrent }) => [jobId, isCurrent])).toEqual([
    [jobs[1], true],
    [jobs[0], false],
  ]);
  const old = listed.items[1];
  const restored = await ask(server, 'POST', `/assets/${id}/versions/${old?.id}/restore`);
  expect(restored.status).toBe(200);
  expect(AssetSchema.parse(restored.body)).toMatchObject({ versionId: old?.id, outputs: old?.outputs });
});

it('says in a sentence why a version cannot be restored', async () => {
  const server = await openServer(await tempFolder());
  const { id } = await addAsset(server, 'bytes');
  await addVersion(server, id, 'only');
  const { versionId } = AssetSchema.parse((await ask(server, 'GET', `/assets/${id}`)).body);
  const restore = (path: string) => ask(server, 'POST', `/assets/${path}/restore`);
  expect(await restore(`${id}/versions/${versionId}`)).toMatchObject({
    status: 409,
    body: { code: 'CONFLICT', message: expect.stringContaining('is the current one') },
  });
  const unknown = '0'.repeat(64);
  expect(await restore(`${id}/versions/${unknown}`)).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', message: 'The asset has no such version.' },
  });
  expect((await restore(`asset_AAAAAAAAAAAAAAAAAAAAAA/versions/${unknown}`)).status).toBe(404);
  expect((await restore(`${id}/versions/newest`)).status).toBe(404);
  expect((await ask(server, 'GET', '/assets/asset_AAAAAAAAAAAAAAAAAAAAAA/versions')).status).toBe(404);
});

it('makes of another source what the asset shows, not the report that was added last', async () => {
  const server = await openServer(await tempFolder());
  const { id } = await addAsset(server, 'bytes');
  await addVersion(server, id, 'stream');
  const reported = await fetch(`${server.url}/api/v1/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ assetId: id, recipe: 'validate' }),
  });
  expect(reported.status).toBe(201);

  const path = `${server.url}/api/v1/assets/${id}/source?name=second.mp4`;
  const replaced = await fetch(path, { method: 'PUT', body: 'other bytes' });

  expect(await replaced.json()).toMatchObject({ job: { recipeName: 'web' } });
});
