import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addAsset, allBlobs, filesIn, jobEnd, openEngine } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

describe('cancelling', () => {
  it('ends what runs and publishes nothing afterwards', async () => {
    const steps = createRemoteSteps();
    const folder = await tempFolder();
    const { engine, events } = await openEngine(folder, steps);
    const asset = await addAsset(engine, 'clip');
    await (await steps.next('probe')).succeed();
    const video = await steps.next('encode-video');
    const cancelled = await engine.cancelJob(asset.job?.id ?? '');
    expect(cancelled).toMatchObject({ ok: true, value: { state: 'cancelled' } });
    expect(video.context.signal.aborted).toBe(true);
    const before = events.length;
    await video.succeed();
    await new Promise(setImmediate);
    expect(events.length).toBe(before);
    expect((await engine.getAsset(asset.id))?.outputs).toEqual([]);
    expect(await filesIn(join(folder, 'work'))).toEqual([]);
    expect((await engine.getJob(asset.job?.id ?? ''))?.stepDetails.map((step) => step.state)).not.toContain(
      'running',
    );
  });

  it('says so when the job has already ended', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    steps.succeedAll();
    const asset = await addAsset(engine, 'clip');
    await jobEnd(engine, asset.job?.id ?? '');
    expect(await engine.cancelJob(asset.job?.id ?? '')).toMatchObject({
      ok: false,
      error: { code: 'CONFLICT' },
    });
  });

  it('can be taken up again: what was made before is cached', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip');
    await (await steps.next('probe')).succeed();
    await steps.next('encode-video');
    await engine.cancelJob(asset.job?.id ?? '');
    steps.succeedAll();
    const retried = await engine.retryJob(asset.job?.id ?? '');
    if (!retried.ok) throw new Error(retried.error.message);
    expect(retried.value.id).not.toBe(asset.job?.id);
    expect(await jobEnd(engine, retried.value.id)).toMatchObject({ state: 'succeeded' });
    expect(steps.runs('probe')).toBe(1);
  });
});

describe('stopping', () => {
  it('leaves the job to the next start, which repeats nothing that was committed', async () => {
    const folder = await tempFolder();
    const before = createRemoteSteps();
    const first = await openEngine(folder, before);
    const asset = await addAsset(first.engine, 'clip');
    await (await before.next('probe')).succeed();
    const video = await before.next('encode-video');
    await first.close();
    expect(video.context.signal.aborted).toBe(true);

    const after = createRemoteSteps();
    after.succeedAll();
    const second = await openEngine(folder, after);
    expect(await jobEnd(second.engine, asset.job?.id ?? '')).toMatchObject({ state: 'succeeded' });
    expect(after.runs('probe')).toBe(0);
    expect(after.runs('encode-video')).toBe(1);
  });
});

describe('deleting an asset', () => {
  it('removes everything that belongs to it alone', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    steps.succeedAll();
    const [kept, other] = [await addAsset(engine, 'kept'), await addAsset(engine, 'other')];
    const twin = await addAsset(engine, 'kept');
    for (const asset of [kept, other, twin]) await jobEnd(engine, asset.job?.id ?? '');
    const runs = steps.totalRuns();

    await engine.deleteAsset(twin.id);
    expect(await engine.getAsset(twin.id)).toBeUndefined();
    expect((await addAsset(engine, 'kept')).job).toMatchObject({ state: 'succeeded', steps: { cached: 9 } });
    expect(steps.totalRuns()).toBe(runs);

    const { items } = await engine.listAssets({ sort: 'name', order: 'asc', limit: 50, offset: 0 });
    for (const asset of items) expect(await engine.deleteAsset(asset.id)).toMatchObject({ ok: true });
    expect(await allBlobs(engine)).toEqual([]);
    expect(await engine.deleteAsset(kept.id)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });

  it('ends its running job first', async () => {
    const steps = createRemoteSteps();
    const { engine } = await openEngine(await tempFolder(), steps);
    const asset = await addAsset(engine, 'clip');
    const probe = await steps.next('probe');
    await engine.deleteAsset(asset.id);
    expect(probe.context.signal.aborted).toBe(true);
    expect(await allBlobs(engine)).toEqual([]);
  });
});

describe('events', () => {
  it('can be read back from any number on, by asset or job', async () => {
    const steps = createRemoteSteps();
    const { engine, events } = await openEngine(await tempFolder(), steps);
    steps.succeedAll();
    const [first, second] = [await addAsset(engine, 'one'), await addAsset(engine, 'two')];
    for (const asset of [first, second]) await jobEnd(engine, asset.job?.id ?? '');
    const all = await engine.eventsSince({ since: 0 });
    expect(all).toEqual(events);
    const middle = events[7]?.seq ?? 0;
    expect(await engine.eventsSince({ since: middle })).toEqual(events.filter((event) => event.seq > middle));
    const ofFirst = await engine.eventsSince({ since: 0, assetId: first.id });
    expect(ofFirst).toEqual(events.filter((event) => event.assetId === first.id));
    expect(await engine.eventsSince({ since: 1_000_000 })).toBe('reset');
  });
});
