import { err, failure, resolveRecipe } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { expect, it } from 'vitest';
import { addAsset, allBlobs, jobEnd, openEngine, recipeNamed } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const customRecipe = (outputs: readonly object[]) => {
  const found = resolveRecipe({ outputs });
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};
/** Another poster, and a smaller stream. */
const other = customRecipe([
  { kind: 'poster', atSeconds: 2 },
  { kind: 'hls', rungs: [480, 360, 240], video: { crf: 30 } },
]);

const start = async (engine: Engine, assetId: string, recipe = other): Promise<string> => {
  const job = await engine.createJob(assetId, recipe);
  if (!job.ok) throw new Error(job.error.message);
  return job.value.id;
};

const shown = async (engine: Engine, assetId: string) => {
  const asset = await engine.getAsset(assetId);
  return { versionId: asset?.versionId, outputs: asset?.outputs };
};

const versions = async (engine: Engine, assetId: string) => {
  const list = await engine.listVersions(assetId);
  if (!list.ok) throw new Error(list.error.message);
  return list.value.items;
};

/** An asset whose first version is made, in an engine whose steps nobody has touched. */
const madeAsset = async () => {
  const folder = await tempFolder();
  const before = createRemoteSteps();
  before.succeedAll();
  const first = await openEngine(folder, before);
  const asset = await addAsset(first.engine, 'clip');
  await jobEnd(first.engine, asset.job?.id ?? '');
  await first.close();
  const steps = createRemoteSteps();
  const { engine, events } = await openEngine(folder, steps);
  return { steps, engine, events, assetId: asset.id };
};

it('has no version before the first job has succeeded, then one', async () => {
  const steps = createRemoteSteps();
  const { engine } = await openEngine(await tempFolder(), steps);
  const asset = await addAsset(engine, 'clip');
  expect(asset.versionId).toBeNull();
  expect(await versions(engine, asset.id)).toEqual([]);
  steps.succeedAll();
  await jobEnd(engine, asset.job?.id ?? '');
  const { versionId, outputs } = await shown(engine, asset.id);
  expect(await versions(engine, asset.id)).toMatchObject([
    { id: versionId, jobId: asset.job?.id, recipeName: 'web', isCurrent: true, outputs },
  ]);
});

it('shows the old version whole until the new one is, then all of that at once', async () => {
  const { steps, engine, events, assetId } = await madeAsset();
  const before = await shown(engine, assetId);
  const since = events.length;
  const jobId = await start(engine, assetId);
  steps.succeedAll();
  expect(await jobEnd(engine, jobId)).toMatchObject({ state: 'succeeded' });
  const after = await shown(engine, assetId);
  expect(after.versionId).not.toBe(before.versionId);
  expect(after.outputs?.map((output) => output.kind).sort()).toEqual(['hls', 'poster']);

  const said = events.slice(since).flatMap((event) => {
    if (event.type === 'output.published') throw new Error('an output was shown before its version was');
    return event.type === 'asset.updated' ? [event.asset] : [];
  });
  const flip = said.findIndex((asset) => asset.versionId !== before.versionId);
  expect(flip).toBeGreaterThan(-1);
  for (const asset of said.slice(0, flip)) expect(asset.outputs).toEqual(before.outputs);
  for (const asset of said.slice(flip)) expect(asset.outputs).toEqual(after.outputs);
});

it('keeps the version there is when a later job fails or is cancelled', async () => {
  const { steps, engine, assetId } = await madeAsset();
  const before = await shown(engine, assetId);
  const cancelled = await start(engine, assetId);
  await (await steps.next('still')).succeed();
  await steps.next('encode-video');
  await engine.cancelJob(cancelled);
  expect(await shown(engine, assetId)).toEqual(before);

  const failed = await start(engine, assetId, customRecipe([{ kind: 'poster', atSeconds: 3 }]));
  const noPicture = failure('MEDIA_DAMAGED', 'bad-input', 'No picture could be decoded.');
  (await steps.next('still')).end(err(noPicture));
  expect(await jobEnd(engine, failed)).toMatchObject({ state: 'failed' });
  expect(await shown(engine, assetId)).toEqual(before);
  expect((await engine.getAsset(assetId))?.state).toBe('ready');
  expect(await versions(engine, assetId)).toHaveLength(1);
});

it('shows an earlier version again when it is restored, and can go back', async () => {
  const { steps, engine, events, assetId } = await madeAsset();
  const first = await shown(engine, assetId);
  steps.succeedAll();
  await jobEnd(engine, await start(engine, assetId));
  const second = await shown(engine, assetId);
  expect((await versions(engine, assetId)).map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
    [second.versionId, true],
    [first.versionId, false],
  ]);
  const runs = steps.totalRuns();

  const restored = await engine.restoreVersion(assetId, first.versionId ?? '');
  expect(restored).toMatchObject({ ok: true, value: { ...first, state: 'ready' } });
  expect(events.at(-1)).toMatchObject({ type: 'asset.updated', asset: first });
  expect((await versions(engine, assetId)).map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
  for (const output of [...(first.outputs ?? []), ...(second.outputs ?? [])]) {
    const path = output.url.split('/').slice(3).join('/');
    expect(await engine.artifactEntry(output.artifactDigest, path)).toBeDefined();
  }
  expect(await engine.restoreVersion(assetId, first.versionId ?? '')).toMatchObject({
    error: { code: 'CONFLICT' },
  });
  await engine.restoreVersion(assetId, second.versionId ?? '');
  expect(await shown(engine, assetId)).toEqual(second);
  expect(steps.totalRuns()).toBe(runs);
});

it('has one version of what is the same, whichever job made it', async () => {
  const { steps, engine, assetId } = await madeAsset();
  const first = await shown(engine, assetId);
  steps.succeedAll();
  await jobEnd(engine, await start(engine, assetId));
  expect(await jobEnd(engine, await start(engine, assetId, recipeNamed('web')))).toMatchObject({
    state: 'succeeded',
    steps: { executed: 0 },
  });
  expect((await shown(engine, assetId)).versionId).toBe(first.versionId);
  expect(await versions(engine, assetId)).toMatchObject([
    { recipeName: 'custom', isCurrent: false },
    { recipeName: 'web', isCurrent: true, id: first.versionId },
  ]);
});

it('goes with its asset', async () => {
  const { steps, engine, assetId } = await madeAsset();
  steps.succeedAll();
  await jobEnd(engine, await start(engine, assetId));
  await engine.deleteAsset(assetId);
  expect(await allBlobs(engine)).toEqual([]);
  expect(await engine.listVersions(assetId)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  expect(await engine.restoreVersion(assetId, '0'.repeat(64))).toMatchObject({
    error: { code: 'NOT_FOUND' },
  });
});
