import { describe, expect, it } from 'vitest';
import type { Capabilities, FoundFacts, Plan } from '../../plan/plan.ts';
import { plan } from '../../plan/plan-recipe.ts';
import { factsOf, probeOf, videoTrack } from '../../plan/probe-fixtures.ts';
import { resolveRecipe } from '../../recipe/presets.ts';
import type { LadderSample } from '../../steps/sample-ladder.ts';

const machine: Capabilities = {
  version: 'ffmpeg 5.1.9, x264 164',
  encoders: ['libx264', 'aac'],
  decoders: ['h264', 'aac'],
  filters: ['ssim', 'psnr'],
};

const planOf = (wanted: unknown, facts = factsOf(), found?: FoundFacts, capabilities = machine): Plan => {
  const recipe = resolveRecipe(wanted);
  if (!recipe.ok) throw new Error(recipe.error.message);
  const planned = plan(recipe.value.recipe, facts, capabilities, 'film.mp4', found);
  if (!planned.ok) throw new Error(planned.error.message);
  return planned.value;
};
const outputs = (...wanted: readonly Record<string, unknown>[]) => ({ outputs: wanted });
const kindsOf = ({ steps }: Plan) => steps.map(({ kind }) => kind);

describe('a report on quality', () => {
  it('is planned as a whole for an ordinary clip', async () => {
    await expect(`${JSON.stringify(planOf('web-measured'), null, 2)}\n`).toMatchFileSnapshot(
      './plan-quality.golden.json',
    );
  });

  it('measures every chunk and rung of the stream, wherever in the recipe it stands', () => {
    const hls = { kind: 'hls', rungs: [480, 240] };
    const { steps } = planOf(outputs({ kind: 'quality' }, hls));
    const measured = steps.flatMap(({ kind, inputs: { encoded } }) =>
      kind === 'measure-quality' && typeof encoded === 'object' && 'step' in encoded ? [encoded.step] : [],
    );
    const encoded = steps.flatMap(({ kind, key }) => (kind === 'encode-video' ? [key] : []));
    expect(measured.toSorted()).toEqual(encoded.toSorted());
    expect(steps.at(-1)).toMatchObject({ params: { of: 'hls' }, publishes: { kind: 'quality' } });
  });

  it('measures the output it names', () => {
    const { steps } = planOf(outputs({ kind: 'hls' }, { kind: 'proxy' }, { kind: 'quality', of: 'proxy' }));
    const measured = steps.filter(({ kind }) => kind === 'measure-quality');
    expect(measured.length).toBeGreaterThan(0);
    expect(measured.every(({ key }) => key.startsWith('quality-proxy-'))).toBe(true);
  });

  it('reports on the source alone, with a word, where nothing is encoded', () => {
    const planned = planOf(outputs({ kind: 'quality', of: 'nothing' }));
    expect(kindsOf(planned)).toEqual(['probe', 'analyse', 'report-quality']);
    expect(planned.notes.join()).toContain('the source alone');
  });

  it('has VMAF where this machine’s ffmpeg does', () => {
    const params = (filters: readonly string[]) =>
      planOf(outputs({ kind: 'hls' }, { kind: 'quality' }), factsOf(), undefined, {
        ...machine,
        filters,
      }).steps.find(({ kind }) => kind === 'measure-quality')?.params;
    expect(params(['libvmaf'])).toMatchObject({ vmaf: true });
    expect(params([])).toMatchObject({ vmaf: false });
  });
});

describe('a stream whose ladder chooses for itself', () => {
  const auto = { kind: 'hls', ladder: 'auto', rungs: [480, 360, 240] };
  const film = factsOf(
    probeOf({ video: [videoTrack({ frameCount: 1800, durationSeconds: 60, shownSeconds: 60 })] }),
  );
  /** What a sample of a slide would find. */
  const foundOf = ({ steps }: Plan): FoundFacts =>
    new Map(
      steps.flatMap(({ key, kind, params }) => {
        if (kind !== 'sample-ladder') return [];
        const { rungs, crfs } = params;
        const facts: LadderSample = {
          durationSeconds: 2,
          tries: rungs.flatMap(({ rung }) =>
            crfs.map((crf) => ({ rung: rung.name, crf, sizeBytes: 10_000, ssim: 0.99, upscaledSsim: 0.9 })),
          ),
        };
        return [[key, facts] as const];
      }),
    );

  it('is planned in two rounds: what does not wait for the samples is not kept waiting', () => {
    const first = planOf(outputs({ kind: 'poster' }, auto, { kind: 'quality' }), film);
    expect(new Set(kindsOf(first))).toEqual(new Set(['probe', 'still', 'sample-ladder', 'encode-audio']));
    expect(first.awaits).toEqual(['sample-1', 'sample-2', 'sample-3']);
    const second = planOf(outputs({ kind: 'poster' }, auto, { kind: 'quality' }), film, foundOf(first));
    expect(second.awaits).toBeUndefined();
    expect(second.steps.map(({ key }) => key)).toEqual(
      expect.arrayContaining(first.steps.map(({ key }) => key)),
    );
    const rungs = second.steps.flatMap((step) =>
      step.kind === 'encode-video'
        ? [[step.params.rung.name, 'crf' in step.params.encoding && step.params.encoding.crf]]
        : [],
    );
    expect(new Set(rungs.map(String))).toEqual(new Set(['480p,35', '240p,35']));
    expect(second.notes.join()).toContain('add nothing: 360p');
  });

  it('promises every chunk what it chose for, by no more bits than the recipe would give it', () => {
    const encodesOf = (wanted: Record<string, unknown>) => {
      const found = foundOf(planOf(outputs(wanted), film));
      const { steps } = planOf(outputs(wanted, { kind: 'quality' }), film, found);
      return steps.flatMap((step) => (step.kind === 'encode-video' ? [step.params] : []));
    };
    for (const params of encodesOf(auto)) expect(params).toMatchObject({ targetSsim: 0.97, leastCrf: 23 });
    for (const params of encodesOf({ ...auto, quality: { targetSsim: 0.98 } })) {
      expect(params).toMatchObject({ targetSsim: 0.98 });
      expect(params.leastCrf).toBeUndefined();
    }
  });

  it('is the fixed one, with a word, where a file cannot be read from the middle', () => {
    const { videoIndex } = film;
    const planned = planOf(outputs(auto), {
      ...film,
      videoIndex: videoIndex && { ...videoIndex, isSeekable: false },
    });
    expect(planned.awaits).toBeUndefined();
    expect(planned.notes.join()).toContain('no samples');
  });
});
