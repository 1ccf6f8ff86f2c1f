import { MOST_CRF_CORRECTION } from '../steps/encode-video.ts';
import type { LadderSample } from '../steps/sample-ladder.ts';
import type { Rung } from './plan-ladder.ts';

export interface ChosenRung {
  readonly rung: Rung;
  readonly crf: number;
}

export interface ChosenLadder {
  /** Largest first, at least one. */
  readonly rungs: readonly ChosenRung[];
  readonly dropped: readonly Rung[];
}

/** SSIM that nobody sees. */
const INVISIBLE_SSIM = 0.002;
/** Rate factors are set in steps of this. */
const CRF_STEP = 0.5;

/**
 * Chooses, from samples of a source, the highest rate factor at which a rung reaches the target on average, and the rungs
 * worth having. What is harder than the average is corrected chunk by chunk: so the factor is no further above that of the
 * hardest sample than a correction reaches. A rung whose samples stay below at the lowest factor tried keeps that: nothing
 * gets more bits than it would without samples. Left out is
 *
 * - a rung that the next smaller one, scaled up, equals: the target reached, and nothing lost that can be seen;
 * - a rung between the smallest and a larger one that takes no more than the smallest may: whoever can load the smallest
 *   can load the larger one. The smallest stays, for what the samples have not seen.
 *
 * Pure. `rungs` largest first, at least one; every sample has tried all of them.
 */
export const chooseLadder = (
  rungs: readonly Rung[],
  samples: readonly LadderSample[],
  targetSsim: number,
): ChosenLadder => {
  const tried = rungs.map((rung): TriedRung => triedRung(rung, samples, targetSsim));
  const distinct = tried.filter((rung, position) => !isEqualled(rung, tried[position + 1], targetSsim));
  const smallest = distinct.at(-1);
  const enough = distinct.findIndex(({ bitrateBps }) => bitrateBps <= (smallest?.rung.maxBitrateBps ?? 0));
  const kept = distinct.filter((rung, position) => rung === smallest || enough < 0 || position <= enough);
  return {
    rungs: kept.map(({ rung, crf }) => ({ rung, crf })),
    dropped: rungs.filter((rung) => kept.every((other) => other.rung !== rung)),
  };
};

/** A rung as it would be at the factor chosen for it. */
interface TriedRung extends ChosenRung {
  readonly ssim: number;
  /** Scaled up to the next larger rung. */
  readonly upscaledSsim: number;
  /** Of the sample that takes most. */
  readonly bitrateBps: number;
}

/** One rung at one factor: the worst of all samples, and their mean. */
interface Point {
  readonly crf: number;
  readonly ssim: number;
  readonly meanSsim: number;
  readonly upscaledSsim: number;
  readonly bitrateBps: number;
}

const triedRung = (rung: Rung, samples: readonly LadderSample[], targetSsim: number): TriedRung => {
  const points = pointsOf(rung, samples);
  const [first] = points;
  if (!first) throw new Error(`no sample has tried ${rung.name}`);
  const inAll = highestReaching(points, 'ssim', targetSsim) ?? first.crf;
  const onAverage = highestReaching(points, 'meanSsim', targetSsim) ?? first.crf;
  return { rung, ...at(points, Math.min(onAverage, inAll + MOST_CRF_CORRECTION)) };
};

const pointsOf = ({ name }: Rung, samples: readonly LadderSample[]): readonly Point[] => {
  const tries = samples.flatMap(({ durationSeconds, tries: ofSample }) =>
    ofSample
      .filter(({ rung }) => rung === name)
      .map((found) => ({ ...found, bitrateBps: (found.sizeBytes * 8) / durationSeconds })),
  );
  return [...Map.groupBy(tries, ({ crf }) => crf)]
    .map(([crf, same]) => ({
      crf,
      ssim: Math.min(...same.map(({ ssim }) => ssim)),
      meanSsim: same.reduce((sum, { ssim }) => sum + ssim, 0) / same.length,
      upscaledSsim: Math.min(...same.map(({ upscaledSsim }) => upscaledSsim ?? 0)),
      bitrateBps: Math.max(...same.map(({ bitrateBps }) => bitrateBps)),
    }))
    .sort((a, b) => a.crf - b.crf);
};

/** Undefined when not even the lowest factor does. */
const highestReaching = (
  points: readonly Point[],
  score: 'ssim' | 'meanSsim',
  targetSsim: number,
): number | undefined => {
  const [lowest, highest] = [points[0]?.crf ?? 0, points.at(-1)?.crf ?? 0];
  const steps = Array.from(
    { length: Math.floor((highest - lowest) / CRF_STEP) + 1 },
    (_, step) => highest - step * CRF_STEP,
  );
  return steps.find((crf) => at(points, crf)[score] >= targetSsim);
};

/** Between two factors that were tried, what is lost and what it takes grow by the same share a step. */
const at = (points: readonly Point[], crf: number): Point => {
  const above = points.find((point) => point.crf >= crf);
  const below = points.findLast((point) => point.crf <= crf);
  if (!above || !below) throw new Error('the factor lies outside of those that were tried');
  const share = above === below ? 0 : (crf - below.crf) / (above.crf - below.crf);
  const between = (from: number, to: number): number =>
    from > 0 && to > 0 ? from * (to / from) ** share : from + (to - from) * share;
  return {
    crf,
    ssim: 1 - between(1 - below.ssim, 1 - above.ssim),
    meanSsim: 1 - between(1 - below.meanSsim, 1 - above.meanSsim),
    upscaledSsim: 1 - between(1 - below.upscaledSsim, 1 - above.upscaledSsim),
    bitrateBps: between(below.bitrateBps, above.bitrateBps),
  };
};

const isEqualled = (rung: TriedRung, smaller: TriedRung | undefined, targetSsim: number): boolean =>
  smaller !== undefined &&
  smaller.upscaledSsim >= targetSsim &&
  smaller.upscaledSsim >= rung.ssim - INVISIBLE_SSIM;
