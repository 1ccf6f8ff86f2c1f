import { type ChosenRung, chooseLadder } from '../../ladder/choose-ladder.ts';
import { planLadder } from '../../ladder/plan-ladder.ts';
import type { PlannedStep, PlanSource } from '../../plan/plan.ts';
import { planSamples } from '../../plan/plan-samples.ts';
import { ladderSource, type VideoWish } from '../../plan/plan-video.ts';
import { LadderSampleSchema } from '../../steps/sample-ladder.ts';
import type { HlsOutput } from './hls-output.ts';

/** What a ladder that chooses for itself aims at: about what the fixed one gives ordinary films. */
const DEFAULT_TARGET_SSIM = 0.97;
/** Added to the recipe's rate factor. */
const TRIED = [0, 6, 12];

export interface DecidedLadder {
  /** Largest first; undefined until the samples are there. */
  readonly rungs: readonly ChosenRung[] | undefined;
  readonly samples: readonly PlannedStep[];
  readonly notes: readonly string[];
}

/** The rungs of a stream and their rate factors: those of every source of its size, or as samples of it tell. */
export const decideLadder = (
  output: HlsOutput,
  { video, facts: { videoIndex }, found }: PlanSource,
  keyPrefix: string,
): DecidedLadder => {
  if (!video || !videoIndex) return { rungs: [], samples: [], notes: [] };
  const { crf } = output.video;
  const fixed = planLadder(ladderSource(video), output.rungs).map((rung) => ({ rung, crf }));
  if (output.ladder === 'fixed') return { rungs: fixed, samples: [], notes: [] };
  if (!videoIndex.isSeekable) {
    const note =
      'The ladder is the fixed one: this file cannot be read from the middle, so no samples of it were taken.';
    return { rungs: fixed, samples: [], notes: [note] };
  }
  const wish = { ...videoWish(output, fixed, keyPrefix), targetSsim: undefined };
  const samples = planSamples(
    wish,
    TRIED.map((more) => crf + more),
    video,
    videoIndex,
  );
  if (samples.some(({ key }) => !found.has(key))) return { rungs: undefined, samples, notes: [] };
  const chosen = chooseLadder(
    fixed.map(({ rung }) => rung),
    samples.map(({ key }) => LadderSampleSchema.parse(found.get(key))),
    output.quality?.targetSsim ?? DEFAULT_TARGET_SSIM,
  );
  return {
    rungs: chosen.rungs,
    samples,
    notes: [
      `Rate factors by samples of the source: ${chosen.rungs.map((one) => `${one.rung.name} ${one.crf}`).join(', ')}.`,
      ...(chosen.dropped.length > 0
        ? [`Left out because they would add nothing: ${chosen.dropped.map(({ name }) => name).join(', ')}.`]
        : []),
    ],
  };
};

export const videoWish = (output: HlsOutput, rungs: readonly ChosenRung[], keyPrefix: string): VideoWish => ({
  keyPrefix,
  segmentSeconds: output.segmentSeconds,
  resampleTo: null,
  rungs: rungs.map(({ rung, crf }) => ({
    rung,
    encoding: { encoder: 'libx264', crf, preset: output.video.preset, profile: 'high' },
  })),
  targetSsim: output.quality?.targetSsim,
});
