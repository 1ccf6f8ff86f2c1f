import { resolveRecipe } from '@reelmill/core';
import { expect, it } from 'vitest';
import { addAsset, allBlobs, jobEnd, openEngine } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const recipeOf = (...outputs: readonly object[]) => {
  const found = resolveRecipe({ outputs });
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};
const recipe = recipeOf(
  { kind: 'poster' },
  { kind: 'poster', name: 'still', atSeconds: 4, onDemand: true },
  { kind: 'hls', rungs: [240], onDemand: true },
);

const openMade = async () => {
  const steps = createRemoteSteps();
  const rig = await openEngine(await tempFolder(), steps);
  const asset = await addAsset(rig.engine, 'clip', recipe);
  await (await steps.next('probe')).succeed();
  await (await steps.next('still')).succeed();
  await jobEnd(rig.engine, asset.job?.id ?? '');
  return { ...rig, steps, assetId: asset.id };
};

const making = async (engine: Awaited<ReturnType<typeof openMade>>['engine'], id: string, name: string) => {
  const found = await engine.requestOutput(id, name);
  if (!found.ok || found.value.state !== 'making') throw new Error('it is not being made');
  return found.value.job.id;
};

it('makes nothing of an output that is left until somebody asks, and says which these are', async () => {
  const { engine, assetId, steps } = await openMade();
  expect(await engine.getAsset(assetId)).toMatchObject({
    state: 'ready',
    outputs: [{ name: 'poster' }],
    onDemand: [
      { name: 'still', kind: 'poster' },
      { name: 'hls', kind: 'hls' },
    ],
  });
  expect(steps.runs('still')).toBe(1);
});

it('makes it once for all who ask, beside what the asset shows, which stays the same version', async () => {
  const { engine, assetId, steps } = await openMade();
  const before = await engine.getAsset(assetId);
  const jobs = await Promise.all([1, 2, 3].map(() => making(engine, assetId, 'still')));
  expect(new Set(jobs).size).toBe(1);
  expect((await engine.getAsset(assetId))?.state).toBe('ready');
  await (await steps.next('still')).succeed();
  await jobEnd(engine, jobs[0] ?? '');
  expect(await engine.requestOutput(assetId, 'still')).toMatchObject({
    ok: true,
    value: { state: 'made', output: { name: 'still' } },
  });
  const after = await engine.getAsset(assetId);
  expect(after?.outputs.map(({ name }) => name)).toEqual(['poster', 'still']);
  expect(after?.onDemand).toEqual([{ name: 'hls', kind: 'hls' }]);
  expect(after?.versionId).toBe(before?.versionId);
  expect(steps.runs('probe')).toBe(1);
});

it('says why there is none, and does not try again what cannot succeed', async () => {
  const { engine, assetId, steps } = await openMade();
  expect(await engine.requestOutput(assetId, 'gif')).toMatchObject({
    error: { code: 'NOT_FOUND', message: 'The asset has no output "gif".' },
  });
  const jobId = await making(engine, assetId, 'still');
  const error = { code: 'MEDIA_DAMAGED', reason: 'bad-input', message: 'No picture.' } as const;
  (await steps.next('still')).end({ ok: false, error });
  await jobEnd(engine, jobId);
  expect(await engine.requestOutput(assetId, 'still')).toMatchObject({ ok: false, error });
  expect((await engine.getAsset(assetId))?.state).toBe('ready');
});

it('evicts the least wanted under a storage budget, and makes it again when it is asked for', async () => {
  let nowMs = Date.UTC(2026, 10, 21);
  const folder = await tempFolder();
  const steps = createRemoteSteps();
  const rig = await openEngine(folder, steps, { nowMs: () => nowMs });
  const pump = steps.succeedAll();
  const asset = await addAsset(rig.engine, 'clip', recipe);
  await jobEnd(rig.engine, asset.job?.id ?? '');
  for (const name of ['still', 'hls']) await jobEnd(rig.engine, await making(rig.engine, asset.id, name));
  pump();
  const whole = await rig.store.direct.artifacts.totalBytes();
  await rig.close();

  const again = createRemoteSteps();
  const stop = again.succeedAll();
  const { engine, store } = await openEngine(folder, again, {
    nowMs: () => nowMs,
    storageBudgetBytes: whole - 1,
  });
  const hls = (await engine.getAsset(asset.id))?.outputs.find((output) => output.kind === 'hls');
  nowMs += 1000;
  engine.noteUse(hls?.artifactDigest ?? '', 'main.m3u8');
  await engine.followDemand();
  // First what only stands between the source and an output: no output has gone.
  expect((await engine.getAsset(asset.id))?.onDemand).toEqual([]);
  expect(await store.direct.artifacts.totalBytes()).toBeLessThan(whole);
  await engine.stop();
  await store.close();

  const third = createRemoteSteps();
  third.succeedAll();
  const small = await openEngine(folder, third, { nowMs: () => nowMs, storageBudgetBytes: 1 });
  const before = (await allBlobs(small.engine)).length;
  await small.engine.followDemand();
  const left = await small.engine.getAsset(asset.id);
  expect(left?.outputs.map(({ name }) => name)).toEqual(['poster']);
  expect((await allBlobs(small.engine)).length).toBeLessThan(before);
  await jobEnd(small.engine, await making(small.engine, asset.id, 'still'));
  expect((await small.engine.getAsset(asset.id))?.outputs.map(({ name }) => name)).toEqual([
    'poster',
    'still',
  ]);
  stop();
});

it('makes ahead of time what is likely to be asked for next, when there is nothing else to do', async () => {
  const { engine, assetId, steps } = await openMade();
  const poster = (await engine.getAsset(assetId))?.outputs[0]?.artifactDigest ?? '';
  engine.noteUse(poster, 'still.jpg');
  await engine.followDemand();
  expect((await engine.getAsset(assetId))?.onDemand).toHaveLength(2);
  for (let use = 0; use < 3; use += 1) engine.noteUse(poster, 'still.jpg');
  await engine.followDemand();
  await (await steps.next('still')).succeed();
  await expect
    .poll(async () => (await engine.getAsset(assetId))?.onDemand)
    .toEqual([{ name: 'hls', kind: 'hls' }]);
});
