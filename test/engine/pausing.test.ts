import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addAsset, allBlobs, filesIn, jobEnd, openEngine, recipeNamed } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

it('stops what runs without using a try up, and goes on from there when it is resumed', async () => {
  const steps = createRemoteSteps();
  const folder = await tempFolder();
  const { engine } = await openEngine(folder, steps, { lanes: { light: 1, cpu: 2, gpu: 0, io: 1 } });
  const jobId = (await addAsset(engine, 'clip')).job?.id ?? '';
  await (await steps.next('probe')).succeed();
  const video = await steps.next('encode-video');

  const paused = await engine.pauseJob(jobId);
  expect(paused).toMatchObject({ ok: true, value: { state: 'paused', etaSeconds: null } });
  expect(video.context.signal.aborted).toBe(true);
  expect(await filesIn(join(folder, 'work'))).toEqual([]);
  await video.succeed();

  // Another job comes and goes in all lanes meanwhile.
  const stop = steps.succeedAll();
  const other = await addAsset(engine, 'other', recipeNamed('poster'));
  expect(await jobEnd(engine, other.job?.id ?? '')).toMatchObject({ state: 'succeeded' });
  const waiting = await engine.getJob(jobId);
  expect(waiting).toMatchObject({ state: 'paused', steps: { failed: 0 } });
  expect(waiting?.stepDetails.find((step) => step.kind === 'encode-video')).toMatchObject({
    state: 'ready',
    attempts: [{ outcome: 'cancelled', error: null }],
  });

  expect(await engine.resumeJob(jobId)).toMatchObject({ ok: true, value: { state: 'running' } });
  expect(await jobEnd(engine, jobId)).toMatchObject({ state: 'succeeded' });
  expect(steps.runs('probe')).toBe(2);
  stop();
});

it('stays paused over a restart', async () => {
  const folder = await tempFolder();
  const before = createRemoteSteps();
  const first = await openEngine(folder, before);
  const jobId = (await addAsset(first.engine, 'clip')).job?.id ?? '';
  await before.next('probe');
  await first.engine.pauseJob(jobId);
  await first.close();

  const after = createRemoteSteps();
  after.succeedAll();
  const { engine } = await openEngine(folder, after);
  const other = await addAsset(engine, 'other', recipeNamed('poster'));
  await jobEnd(engine, other.job?.id ?? '');
  expect(await engine.getJob(jobId)).toMatchObject({ state: 'paused', steps: { executed: 0 } });
  await engine.resumeJob(jobId);
  expect(await jobEnd(engine, jobId)).toMatchObject({ state: 'succeeded' });
});

it('leaves identical work to the job that is not paused, and takes it over when resumed', async () => {
  const steps = createRemoteSteps();
  const { engine } = await openEngine(await tempFolder(), steps);
  const poster = recipeNamed('poster');
  const [first, second] = [await addAsset(engine, 'clip', poster), await addAsset(engine, 'clip', poster)];
  await steps.next('probe');
  await engine.pauseJob(first.job?.id ?? '');
  steps.succeedAll();
  expect(await jobEnd(engine, second.job?.id ?? '')).toMatchObject({ state: 'succeeded' });
  expect(await engine.getJob(first.job?.id ?? '')).toMatchObject({ state: 'paused' });
  expect(await engine.resumeJob(first.job?.id ?? '')).toMatchObject({
    value: { state: 'succeeded', steps: { cached: 2 } },
  });
});

it('can be cancelled or deleted while paused', async () => {
  const steps = createRemoteSteps();
  const { engine } = await openEngine(await tempFolder(), steps);
  const asset = await addAsset(engine, 'clip');
  const other = await addAsset(engine, 'other');
  for (const job of [asset.job, other.job]) await engine.pauseJob(job?.id ?? '');
  expect(await engine.cancelJob(asset.job?.id ?? '')).toMatchObject({ value: { state: 'cancelled' } });
  expect((await engine.getAsset(asset.id))?.state).toBe('cancelled');
  expect(await engine.resumeJob(asset.job?.id ?? '')).toMatchObject({
    error: { code: 'CONFLICT', message: 'The job has already been cancelled; there is nothing to resume.' },
  });
  for (const { id } of [asset, other]) expect(await engine.deleteAsset(id)).toMatchObject({ ok: true });
  expect(await allBlobs(engine)).toEqual([]);
});
