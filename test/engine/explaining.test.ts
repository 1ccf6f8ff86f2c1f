import { describeChange, type PlanExplanation, resolveRecipe, type SourceFacts } from '@reelmill/core';
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
const withOtherSecond = (changed: number): SourceFacts => ({
  ...facts,
  videoIndex: facts.videoIndex && {
    ...facts.videoIndex,
    digests: facts.videoIndex.digests.map((digest, second) => (second === changed ? 'other' : digest)),
  },
});
const open = async (source: SourceFacts, folder: string) => {
  const steps = createRemoteSteps(source, { sameContent: true });
  return { steps, ...(await openEngine(folder, steps)) };
};
const recipeOf = (recipe: unknown) => {
  const found = resolveRecipe(recipe);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};
const hls = (crf: number, rungs = [480, 240]) =>
  recipeOf({ outputs: [{ kind: 'hls', rungs, video: { crf } }] });

const explain = async (engine: Engine, assetId: string, recipe = hls(23)): Promise<PlanExplanation> => {
  const explained = await engine.explainPlan(assetId, recipe);
  if (!explained.ok) throw new Error(explained.error.message);
  return explained.value;
};
/** The steps that are not there, each with its reasons. */
const reasons = (explanation: PlanExplanation): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    explanation.steps
      .filter((step) => step.expected === 'run')
      .map((step) => [step.key, step.why?.changes.map(describeChange) ?? []]),
  );
const expected = (explanation: PlanExplanation, key: string) =>
  explanation.steps.find((step) => step.key === key);

describe('the explanation of a plan', () => {
  it('finds everything cached after the recipe was made, and runs nothing itself', async () => {
    const { engine, steps } = await open(facts, await tempFolder());
    steps.succeedAll();
    const asset = await addAsset(engine, 'film', hls(23));
    await jobEnd(engine, asset.job?.id ?? '');
    const runs = steps.totalRuns();
    const explanation = await explain(engine, asset.id);
    expect(explanation.isWhole).toBe(true);
    expect(new Set(explanation.steps.map((step) => step.expected))).toEqual(new Set(['cached']));
    expect(steps.totalRuns()).toBe(runs);
    expect((await engine.listJobs({ limit: 10, offset: 0 })).total).toBe(1);
  });

  it('names the parameter of the recipe that changed, in every chunk it changes', async () => {
    const { engine, steps } = await open(facts, await tempFolder());
    steps.succeedAll();
    const asset = await addAsset(engine, 'film', hls(23));
    await jobEnd(engine, asset.job?.id ?? '');
    const explanation = await explain(engine, asset.id, hls(21));
    expect(Object.keys(reasons(explanation))).toHaveLength(6);
    expect(reasons(explanation)).toMatchObject({
      'video-0001-480p': ['params.encoding.crf: 23 → 21'],
      'video-0003-240p': ['params.encoding.crf: 23 → 21'],
    });
    expect(expected(explanation, 'video-0002-240p')?.why?.comparedWith).toEqual({
      jobId: asset.job?.id,
      stepKey: 'video-0002-240p',
    });
    expect(expected(explanation, 'encode-audio')).toMatchObject({ expected: 'cached', why: null });
  });

  it('compares with nothing of another owner, whose jobs and parameters are not his to see', async () => {
    const { engine, steps } = await open(facts, await tempFolder());
    steps.succeedAll();
    const ofAnn = await addAsset(engine, 'film', hls(23), 'ann');
    const ofBob = await addAsset(engine, 'other film', recipeOf({ outputs: [{ kind: 'poster' }] }), 'bob');
    for (const { job } of [ofAnn, ofBob]) await jobEnd(engine, job?.id ?? '');
    const { why } = expected(await explain(engine, ofBob.id, hls(21)), 'video-0001-480p') ?? {};
    expect(why).toEqual({ reason: 'new', comparedWith: null, changes: [] });
  });

  it('says that what is made of steps that would run cannot be told yet', async () => {
    const { engine, steps } = await open(facts, await tempFolder());
    steps.succeedAll();
    const asset = await addAsset(engine, 'film', hls(23));
    await jobEnd(engine, asset.job?.id ?? '');
    const explanation = await explain(engine, asset.id, hls(23, [480, 360, 240]));
    expect(Object.keys(reasons(explanation))).toEqual([
      'video-0001-360p',
      'video-0002-360p',
      'video-0003-360p',
    ]);
    expect(expected(explanation, 'package-hls')).toMatchObject({
      expected: 'unknown',
      waitsFor: ['video-0001-360p', 'video-0002-360p', 'video-0003-360p'],
      why: null,
    });
  });

  it.each([5, 14])('names second %i of the source where another cut differs', async (second) => {
    const folder = await tempFolder();
    const first = await open(facts, folder);
    first.steps.succeedAll();
    await jobEnd(first.engine, (await addAsset(first.engine, 'film', hls(23))).job?.id ?? '');
    await first.close();

    const recut = await open(withOtherSecond(second), folder);
    const asset = await addAsset(recut.engine, 'film with a new line', hls(23));
    await (await recut.steps.next('probe')).succeed();
    await recut.steps.next('encode-video');
    const explanation = await explain(recut.engine, asset.id);
    const chunk = second < 12 ? 'video-0002' : 'video-0003';
    expect(reasons(explanation)).toEqual({
      [`${chunk}-480p`]: [`inputs.source: second ${second} changed`],
      [`${chunk}-240p`]: [`inputs.source: second ${second} changed`],
    });
  });

  it('names another build of ffmpeg', async () => {
    const folder = await tempFolder();
    const first = await open(facts, folder);
    first.steps.succeedAll();
    const asset = await addAsset(first.engine, 'film', recipeNamed('poster'));
    await jobEnd(first.engine, asset.job?.id ?? '');
    await first.close();
    const steps = createRemoteSteps(facts);
    const { engine } = await openEngine(folder, steps, {
      toolchain: {
        ffmpegPath: '/nonexistent/ffmpeg',
        ffprobePath: '/nonexistent/ffprobe',
        capabilities: { version: 'remote 2', encoders: [], decoders: [], filters: [] },
        sandbox: { level: 'none', reason: 'nothing is run', programs: {} },
      },
    });
    expect(await explain(engine, asset.id, recipeNamed('poster'))).toMatchObject({
      isWhole: false,
      steps: [{ key: 'probe', expected: 'run' }],
    });
    expect(reasons(await explain(engine, asset.id, recipeNamed('poster')))).toEqual({
      probe: ['toolchain: remote 1 → remote 2'],
    });
  });

  it('tells a step that was never made from one whose result is gone', async () => {
    const { engine, steps, store } = await open(facts, await tempFolder());
    const asset = await addAsset(engine, 'film', recipeNamed('poster'));
    expect(await explain(engine, asset.id)).toMatchObject({
      isWhole: false,
      steps: [{ key: 'probe', expected: 'run', why: { reason: 'new', comparedWith: null } }],
    });
    steps.succeedAll();
    await jobEnd(engine, asset.job?.id ?? '');
    const poster = await store.direct.steps.get(asset.job?.id ?? '', 'poster');
    if (!poster?.fingerprint) throw new Error('the poster was not made');
    await store.direct.cache.delete(poster.fingerprint);
    const explanation = await explain(engine, asset.id, recipeNamed('poster'));
    expect(expected(explanation, 'poster')).toMatchObject({ expected: 'run', why: { reason: 'lost' } });
  });

  it('predicts what a job then does', async () => {
    const { engine, steps } = await open(facts, await tempFolder());
    steps.succeedAll();
    const asset = await addAsset(engine, 'film', hls(23, [480, 240]));
    await jobEnd(engine, asset.job?.id ?? '');
    for (const recipe of [hls(23, [480, 360]), hls(30), recipeNamed('poster'), recipeNamed('web')]) {
      const explanation = await explain(engine, asset.id, recipe);
      const made = await engine.createJob(asset.id, recipe);
      if (!made.ok) throw new Error(made.error.message);
      await jobEnd(engine, made.value.id);
      const job = await engine.getJob(made.value.id);
      for (const step of explanation.steps) {
        if (step.expected === 'unknown') continue;
        const state = job?.stepDetails.find(({ key }) => key === step.key)?.state;
        expect([step.key, state]).toEqual([step.key, step.expected === 'cached' ? 'cached' : 'executed']);
      }
      expect(job?.stepDetails.length).toBe(explanation.steps.length);
    }
  });

  it('rebuilds only what derives from a result that was put in the place of another', async () => {
    const { engine, steps, store, blobs } = await open(facts, await tempFolder());
    steps.succeedAll();
    const asset = await addAsset(engine, 'film', hls(23));
    await jobEnd(engine, asset.job?.id ?? '');
    const sound = await store.direct.steps.get(asset.job?.id ?? '', 'encode-audio');
    const entry = sound?.fingerprint && (await store.direct.cache.get(sound.fingerprint));
    const made = entry && (await store.direct.artifacts.get(entry.artifactDigest));
    if (!made) throw new Error('the sound was not made');
    const { digest, sizeBytes } = await blobs.putBytes(new TextEncoder().encode('dubbed by hand'));
    const byHand = {
      ...made,
      digest: 'd'.repeat(64),
      entries: made.entries.map((file) => ({ ...file, digest, sizeBytes })),
    };
    await store.transaction(async (tx) => {
      await tx.artifacts.put(byHand);
      await tx.cache.delete(entry.fingerprint);
      await tx.cache.put({ ...entry, artifactDigest: byHand.digest });
    });

    const explanation = await explain(engine, asset.id);
    expect(Object.keys(reasons(explanation))).toEqual(['package-hls']);
    expect(reasons(explanation)['package-hls']).toEqual([
      expect.stringMatching(/^inputs\.encode-audio: [0-9a-f]{8}… → dddddddd…$/),
    ]);
    const again = await engine.createJob(asset.id, hls(23));
    if (!again.ok) throw new Error(again.error.message);
    expect(await jobEnd(engine, again.value.id)).toMatchObject({ steps: { executed: 1 } });
    const ran = (await engine.getJob(again.value.id))?.stepDetails.filter(
      (step) => step.state === 'executed',
    );
    expect(ran?.map((step) => step.key)).toEqual(['package-hls']);
  });
});
