import { join } from 'node:path';
import { err, failure } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { addAsset, allBlobs, filesIn, jobEnd, openEngine, recipeNamed } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

describe('a job', () => {
  it('publishes the poster while the video is still being encoded', async () => {
    const steps = createRemoteSteps();
    const { engine, events } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip');
    await (await steps.next('probe')).succeed();
    const video = await steps.next('encode-video');
    const poster = Promise.withResolvers<void>();
    engine.subscribe((event) => event.type === 'output.published' && poster.resolve());
    await (await steps.next('still')).succeed();
    await poster.promise;
    expect((await engine.getAsset(asset.id))?.outputs.map((output) => output.kind)).toEqual(['poster']);
    expect((await engine.getAsset(asset.id))?.state).toBe('processing');

    await video.succeed();
    await (await steps.next('encode-audio')).succeed();
    await (await steps.next('package-hls')).succeed();
    expect(await jobEnd(engine, asset.job?.id ?? '')).toMatchObject({
      state: 'succeeded',
      progress: 1,
      steps: { total: 9, executed: 9, cached: 0, failed: 0 },
    });
    expect((await engine.getAsset(asset.id))?.outputs.map((output) => output.kind).sort()).toEqual([
      'hls',
      'poster',
    ]);
    expect(events.map((event) => event.seq)).toEqual(
      [...events.map((event) => event.seq)].sort((a, b) => a - b),
    );
  });

  it('executes nothing for the same bytes or the same recipe again', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    steps.succeedAll();
    const first = await addAsset(engine, 'clip');
    await jobEnd(engine, first.job?.id ?? '');
    expect(steps.totalRuns()).toBe(5);

    const second = await addAsset(engine, 'clip');
    expect(second).toMatchObject({
      state: 'ready',
      job: { state: 'succeeded', steps: { executed: 0, cached: 9 } },
    });
    const again = await engine.createJob(first.id, recipeNamed('web'));
    expect(again).toMatchObject({
      ok: true,
      value: { state: 'succeeded', steps: { executed: 0, cached: 9 } },
    });
    expect(steps.totalRuns()).toBe(5);
  });

  it('executes only what another recipe adds', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    steps.succeedAll();
    const asset = await addAsset(engine, 'clip');
    await jobEnd(engine, asset.job?.id ?? '');
    const small = await engine.createJob(asset.id, recipeNamed('web-small'));
    if (!small.ok) throw new Error(small.error.message);
    expect(await jobEnd(engine, small.value.id)).toMatchObject({ steps: { cached: 5 } });
    expect(steps.runs('still')).toBe(1);
  });

  it('runs work that two jobs share once', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    const [first, second] = [await addAsset(engine, 'clip'), await addAsset(engine, 'clip')];
    steps.succeedAll();
    const ends = await Promise.all([first, second].map((asset) => jobEnd(engine, asset.job?.id ?? '')));
    expect(ends.map((job) => job.state)).toEqual(['succeeded', 'succeeded']);
    expect(steps.totalRuns()).toBe(5);
  });

  it('tries again what may work later, and gives up after three tries', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip');
    const flaky = failure('FFMPEG_STALLED', 'stalled', 'It made no progress for a minute.');
    for (let attempt = 0; attempt < 3; attempt += 1) (await steps.next('probe')).end(err(flaky));
    expect(await jobEnd(engine, asset.job?.id ?? '')).toMatchObject({ state: 'failed', error: flaky });
    const job = await engine.getJob(asset.job?.id ?? '');
    expect(job?.stepDetails[0]?.attempts.map((attempt) => attempt.outcome)).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
    expect((await engine.getAsset(asset.id))?.state).toBe('failed');
  });

  it('does not try bad input again', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'not a video');
    (await steps.next('probe')).end(err(failure('NOT_MEDIA', 'bad-input', 'This is not a video.')));
    expect(await jobEnd(engine, asset.job?.id ?? '')).toMatchObject({
      state: 'failed',
      error: { code: 'NOT_MEDIA' },
    });
    expect(steps.runs('probe')).toBe(1);
  });

  it('ends with a sentence, not a stack, when a step throws', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip');
    (await steps.next('probe')).throws(new TypeError('x is not a function at /secret/path'));
    const end = await jobEnd(engine, asset.job?.id ?? '');
    expect(end).toMatchObject({ state: 'failed', error: { code: 'INTERNAL', reason: 'bug' } });
    expect(JSON.stringify(end)).not.toContain('/secret/path');
  });

  it('leaves nothing in blobs or work folders when it fails', async () => {
    const steps = createRemoteSteps();
    const folder = await tempFolder();
    const { engine } = await openEngine(folder, steps);
    const asset = await addAsset(engine, 'clip', recipeNamed('poster'));
    await (await steps.next('probe')).succeed();
    const poster = await steps.next('still');
    await poster.context.keep('half.jpg', 'image/jpeg', { bytes: new TextEncoder().encode('half made') });
    poster.end(err(failure('MEDIA_DAMAGED', 'bad-input', 'No picture could be decoded.')));
    await jobEnd(engine, asset.job?.id ?? '');
    await engine.stop();
    expect(await allBlobs(engine)).toEqual([asset.source.digest]);
    expect(await filesIn(join(folder, 'work'))).toEqual([]);
  });

  it('reports progress that only grows, at most once in two percent', async () => {
    const steps = createRemoteSteps();
    const { engine, events } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip');
    await (await steps.next('probe')).succeed();
    const video = await steps.next('encode-video');
    for (let share = 0; share <= 1; share += 0.001) {
      video.context.onProgress(share);
      await new Promise(setImmediate);
    }
    await video.succeed();
    steps.succeedAll();
    await jobEnd(engine, asset.job?.id ?? '');
    const reported = events.flatMap((event) => (event.type === 'job.progress' ? [event.job.progress] : []));
    expect(reported.length).toBeGreaterThan(20);
    expect(reported.length).toBeLessThanOrEqual(52);
    expect(reported).toEqual([...reported].sort((a, b) => a - b));
  });

  it('keeps to the limit of each lane', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps, {
      lanes: { light: 3, cpu: 1, gpu: 0, io: 1 },
    });
    const assets = [];
    for (let i = 0; i < 12; i += 1) assets.push(await addAsset(engine, `clip ${i}`));
    steps.succeedAll();
    await Promise.all(assets.map((asset) => jobEnd(engine, asset.job?.id ?? '')));
    expect(steps.mostAtOnce()).toBeLessThanOrEqual(4);
    // Equal streams have equal playlists, which are written once.
    expect(steps.totalRuns()).toBe(12 * 4 + 1);
  });
});
