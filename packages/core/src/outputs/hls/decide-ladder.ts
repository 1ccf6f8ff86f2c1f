import { type ChosenRung, chooseLadder } from '../../ladder/choose-ladder.ts';
import { planLadder } from '../../ladder/plan-ladder.ts';
import type { PlannedStep, PlanSource } from '../../plan/plan.ts';
import { planSamples } from '../../plan/plan-samples.ts';
import { ladderSource, type VideoWish } from '../../plan/plan-video.ts';
import { LadderSampleSchema } from '../../steps/sample-ladder.ts';
import type { HlsOutput } from './hls-output.ts';

/** What a ladder that chooses for itself aims at, unless told: about what the fixed one gives ordinary films. */
const DEFAULT_TARGET_SSIM = 0.97;
/** Added to the recipe's rate factor. */
const TRIED = [0, 6, 12];

export interface DecidedLadder {
  /** Largest first; undefined until the samples are there. */
  readonly rungs: readonly ChosenRung[] | undefined;
  /** What every chunk of them is to reach. */
  readonly aim: Pick<VideoWish, 'targetSsim' | 'leastCrf'>;
  readonly samples: readonly PlannedStep[];
  readonly notes: readonly string[];
}

/** The rungs of a stream and their rate factors: those of every source of its size, or as samples of it tell. */
export const decideLadder = (
  output: HlsOutput,
  { video, facts: { videoIndex }, found }: PlanSource,
  keyPrefix: string,
): DecidedLadder => {
  const wanted = { targetSsim: output.quality?.targetSsim };
  if (!video || !videoIndex) return { rungs: [], aim: wanted, samples: [], notes: [] };
  const { crf } = output.video;
  const fixed = planLadder(ladderSource(video), output.rungs).map((rung) => ({ rung, crf }));
  if (output.ladder === 'fixed') return { rungs: fixed, aim: wanted, samples: [], notes: [] };
  if (!videoIndex.isSeekable) {
    const note =
      'The ladder is the fixed one: this file cannot be read from the middle, so no samples of it were taken.';
    return { rungs: fixed, aim: wanted, samples: [], notes: [note] };
  }
  const samples = planSamples(
    videoWish(output, { rungs: fixed, aim: {} }, keyPrefix),
    TRIED.map((more) => crf + more),
    video,
    videoIndex,
  );
  const { targetSsim = DEFAULT_TARGET_SSIM } = wanted;
  // What nobody asked for takes no more than the recipe says.
  const aim = { targetSsim, ...(output.quality ? {} : { leastCrf: crf }) };
  if (samples.some(({ key }) => !found.has(key))) return { rungs: undefined, aim, samples, notes: [] };
  const chosen = chooseLadder(
    fixed.map(({ rung }) => rung),
    samples.map(({ key }) => LadderSampleSchema.parse(found.get(key))),
    targetSsim,
  );
  return {
    rungs: chosen.rungs,
    aim,
    samples,
    notes: [
      `Rate factors by samples of the source: ${chosen.rungs.map((one) => `${one.rung.name} ${one.crf}`).join(', ')}.`,
      ...(chosen.dropped.length > 0
        ? [`Left out because they would add nothing: ${chosen.dropped.map(({ name }) => name).join(', ')}.`]
        : []),
    ],
  };
};

export const videoWish = (
  output: HlsOutput,
  { rungs, aim }: { readonly rungs: readonly ChosenRung[]; readonly aim: DecidedLadder['aim'] },
  keyPrefix: string,
): VideoWish => ({
  keyPrefix,
  segmentSeconds: output.segmentSeconds,
  resampleTo: null,
  rungs: rungs.map(({ rung, crf }) => ({
    rung,
    encoding: { encoder: 'libx264', crf, preset: output.video.preset, profile: 'high' },
  })),
  ...aim,
});
