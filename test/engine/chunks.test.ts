import { resolveRecipe, type SourceFacts } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { factsOf, probeOf, videoTrack } from '../../packages/core/src/plan/probe-fixtures.ts';
import { addAsset, jobEnd, openEngine, recipeNamed } from '../rig/engine-rig.ts';
import { createRemoteSteps } from '../rig/remote-steps.ts';
import { tempFolder } from '../rig/temp-folder.ts';

/** 20 s, which are three chunks of 4, 8 and 8 s. */
const facts = factsOf(
  probeOf({ durationSeconds: 20, video: [videoTrack({ shownSeconds: 20, frameCount: 600 })] }),
);
const withSeconds = (change: (second: number) => boolean): SourceFacts => ({
  ...facts,
  videoIndex: facts.videoIndex && {
    ...facts.videoIndex,
    digests: facts.videoIndex.digests.map((digest, second) => (change(second) ? `new ${digest}` : digest)),
  },
});
/** The same packets whatever file they lie in. */
const open = async (source: SourceFacts, folder: string) => {
  const steps = createRemoteSteps(source, { sameContent: true });
  return { steps, ...(await openEngine(folder, steps, { lanes: { light: 2, cpu: 2, gpu: 0, io: 1 } })) };
};
const recipeOf = (rungs: readonly number[]) => {
  const found = resolveRecipe({ outputs: [{ kind: 'hls', rungs }] });
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};
const stepsOf = async (engine: Engine, jobId: string) => (await engine.getJob(jobId))?.stepDetails ?? [];

describe('a source in chunks', () => {
  it('encodes every rung of a chunk in one run, in the order people watch', async () => {
    const { engine, steps } = await open(facts, await tempFolder());
    const asset = await addAsset(engine, 'clip', recipeOf([360, 240]));
    await (await steps.next('probe')).succeed();
    await (await steps.next('encode-audio')).succeed();
    for (const startTicks of [0, 120, 360]) {
      const run = await steps.next('encode-video');
      expect(run.context.tasks.map(({ params }) => params)).toMatchObject([
        { rung: { name: '360p' }, startTicks },
        { rung: { name: '240p' }, startTicks },
      ]);
      await run.succeed();
    }
    steps.succeedAll();
    expect(await jobEnd(engine, asset.job?.id ?? '')).toMatchObject({ state: 'succeeded' });
  });

  it('encodes one chunk after the other where memory has no room for two', async () => {
    const steps = createRemoteSteps(facts, { sameContent: true });
    const { engine } = await openEngine(await tempFolder(), steps, {
      lanes: { light: 2, cpu: 4, gpu: 0, io: 1 },
      encodeBytes: 100 * 2 ** 20,
    });
    const asset = await addAsset(engine, 'clip', recipeOf([360]));
    await (await steps.next('probe')).succeed();
    const first = await steps.next('encode-video');
    // It was claimed in the same go as the sound.
    await (await steps.next('encode-audio')).succeed();
    expect(steps.runs('encode-video')).toBe(1);
    await first.succeed();
    await (await steps.next('encode-video')).succeed();
    steps.succeedAll();
    expect(await jobEnd(engine, asset.job?.id ?? '')).toMatchObject({ state: 'succeeded' });
  });

  it('encodes only the rung that a recipe adds', async () => {
    const { engine, steps } = await open(facts, await tempFolder());
    steps.succeedAll();
    const asset = await addAsset(engine, 'clip', recipeOf([480, 240]));
    await jobEnd(engine, asset.job?.id ?? '');
    const before = steps.runs('encode-video');
    const more = await engine.createJob(asset.id, recipeOf([480, 360, 240]));
    if (!more.ok) throw new Error(more.error.message);
    await jobEnd(engine, more.value.id);
    const executed = (await stepsOf(engine, more.value.id)).filter((step) => step.state === 'executed');
    expect(executed.map((step) => step.key)).toEqual([
      'video-0001-360p',
      'video-0002-360p',
      'video-0003-360p',
      'package-hls',
    ]);
    expect(steps.runs('encode-video') - before).toBe(3);
  });

  it('encodes only the chunks that another cut of the same film changed', async () => {
    const folder = await tempFolder();
    const first = await open(facts, folder);
    first.steps.succeedAll();
    await jobEnd(first.engine, (await addAsset(first.engine, 'film')).job?.id ?? '');
    await first.close();

    const changed = await open(
      withSeconds((second) => second >= 15),
      folder,
    );
    changed.steps.succeedAll();
    const recut = (await addAsset(changed.engine, 'film with another ending')).job?.id ?? '';
    expect(await jobEnd(changed.engine, recut)).toMatchObject({ state: 'succeeded' });
    const encodes = (await stepsOf(changed.engine, recut)).filter((step) => step.kind === 'encode-video');
    expect(
      new Set(encodes.filter((step) => step.state === 'executed').map((step) => step.key.slice(0, 10))),
    ).toEqual(new Set(['video-0003']));
  });

  it('encodes nothing of a file that was only packed anew', async () => {
    const folder = await tempFolder();
    const { engine, steps } = await open(facts, folder);
    steps.succeedAll();
    await jobEnd(engine, (await addAsset(engine, 'film in one container')).job?.id ?? '');
    const runs = steps.runs('encode-video') + steps.runs('encode-audio');
    const again = (await addAsset(engine, 'film in another container')).job?.id ?? '';
    expect(await jobEnd(engine, again)).toMatchObject({ state: 'succeeded' });
    expect(steps.runs('encode-video') + steps.runs('encode-audio')).toBe(runs);
  });

  it('re-encodes what another source of the same asset changed, while the old one plays', async () => {
    const folder = await tempFolder();
    const first = await open(facts, folder);
    first.steps.succeedAll();
    const asset = await addAsset(first.engine, 'film');
    await jobEnd(first.engine, asset.job?.id ?? '');
    const before = (await first.engine.getAsset(asset.id))?.outputs;
    await first.close();

    const { engine, steps } = await open(
      withSeconds((second) => second >= 15),
      folder,
    );
    const { digest, sizeBytes } = await engine.blobs.putBytes(new TextEncoder().encode('another ending'));
    const jobId = await engine.commit((tx, emit) =>
      engine.replaceSource(tx, emit, {
        assetId: asset.id,
        fileName: 'film-2.mp4',
        sourceDigest: digest,
        sourceSizeBytes: sizeBytes,
        recipe: recipeNamed('web'),
      }),
    );
    expect((await engine.getAsset(asset.id))?.outputs).toEqual(before);
    steps.succeedAll();
    expect(await jobEnd(engine, jobId ?? '')).toMatchObject({ state: 'succeeded' });
    const ran = (await stepsOf(engine, jobId ?? '')).filter((step) => step.state === 'executed');
    expect(new Set(ran.map((step) => step.key.replace(/-\d+p$/, '')))).toEqual(
      new Set(['probe', 'poster', 'video-0003']),
    );
  });

  it('repeats after a death only the chunks that were being encoded', async () => {
    const folder = await tempFolder();
    const before = await open(facts, folder);
    const jobId = (await addAsset(before.engine, 'film', recipeOf([360, 240]))).job?.id ?? '';
    await (await before.steps.next('probe')).succeed();
    await (await before.steps.next('encode-audio')).succeed();
    const firstChunk = Promise.withResolvers<void>();
    before.engine.subscribe((event) => {
      if (event.type !== 'step.updated') return;
      if (event.step.key === 'video-0001-240p' && event.step.state === 'executed') firstChunk.resolve();
    });
    await (await before.steps.next('encode-video')).succeed();
    await firstChunk.promise;
    await before.steps.next('encode-video');
    await before.close();

    const after = await open(facts, folder);
    after.steps.succeedAll();
    expect(await jobEnd(after.engine, jobId)).toMatchObject({ state: 'succeeded' });
    expect(after.steps.runs('encode-video')).toBe(2);
    expect(after.steps.runs('encode-audio')).toBe(0);
  });
});
