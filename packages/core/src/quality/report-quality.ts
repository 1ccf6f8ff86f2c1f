import type { Analysis, Interval } from '../steps/analyse.ts';
import type { ChunkQuality } from '../steps/measure-quality.ts';
import type {
  QualityFacts,
  QualityReport,
  RenditionQuality,
  ReportQualityParams,
} from '../steps/report-quality.ts';
import { joinScores, psnrDb } from './quality-score.ts';
import type { SecondScore } from './score-by-second.ts';

/** Joins what was measured of each chunk, in any order, and what the source is like. Pure. */
export const reportQuality = (
  { of, targetSsim }: ReportQualityParams,
  measured: readonly ChunkQuality[],
  source: Analysis,
): QualityReport => ({
  of,
  durationSeconds: source.durationSeconds,
  targetSsim,
  renditions: [...Map.groupBy(measured, ({ rung }) => rung).values()]
    .map((chunks) =>
      renditionOf(
        chunks.toSorted((a, b) => a.startSeconds - b.startSeconds),
        targetSsim,
      ),
    )
    .sort((a, b) => b.width * b.height - a.width * a.height),
  source,
});

/** What the API says of a report: all but the long lists. */
export const qualityFacts = (report: QualityReport, url: string): QualityFacts => {
  const { of, durationSeconds, targetSsim, source } = report;
  return {
    url,
    of,
    durationSeconds,
    targetSsim,
    renditions: report.renditions.map(({ series: _series, chunks: _chunks, ...rendition }) => rendition),
    chunksBelowTarget: report.renditions.reduce((sum, { chunksBelowTarget }) => sum + chunksBelowTarget, 0),
    source: {
      loudness: source.loudness,
      black: timesOf(source.black),
      freezes: timesOf(source.freezes),
      silences: timesOf(source.silences),
    },
  };
};

const timesOf = (intervals: readonly Interval[]): { readonly count: number; readonly seconds: number } => ({
  count: intervals.length,
  seconds:
    Math.round(
      intervals.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0) * 1000,
    ) / 1000,
});

const renditionOf = (
  chunks: readonly ChunkQuality[],
  targetSsim: number | null,
): QualityReport['renditions'][number] => {
  const [first] = chunks;
  if (!first) throw new Error('a group has a member');
  const whole = joinScores(chunks);
  const seconds = joinSeconds(chunks.flatMap((chunk) => chunk.seconds));
  const below = chunks.filter(({ ssim }) => ssim < (targetSsim ?? 0));
  return {
    name: first.rung,
    width: first.width,
    height: first.height,
    sizeBytes: chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ssim: whole.ssim,
    lowestSsim: whole.lowestSsim,
    psnrDb: psnrDb(whole.mse),
    vmaf: whole.vmaf,
    worst: worstSeconds(seconds),
    chunksBelowTarget: below.length,
    limits: [...new Set(below.flatMap(({ limit }) => limit ?? []))].sort(),
    series: seconds.map(({ atSeconds, ssim, lowestSsim, mse }) => ({
      atSeconds,
      ssim,
      lowestSsim,
      psnrDb: psnrDb(mse),
    })),
    chunks: chunks.map(
      ({ seconds: _seconds, rung: _rung, width: _width, height: _height, ...chunk }) => chunk,
    ),
  };
};

/** A chunk may begin within a second. */
const joinSeconds = (seconds: readonly SecondScore[]): readonly SecondScore[] =>
  [...Map.groupBy(seconds, ({ atSeconds }) => atSeconds)].map(([atSeconds, parts]) => ({
    ...joinScores(parts),
    atSeconds,
  }));

const WORST_MOMENTS = 5;
/** Seconds beside each other show the same moment. */
const APART_SECONDS = 3;

const worstSeconds = (seconds: readonly SecondScore[]): RenditionQuality['worst'] => {
  const worst: { atSeconds: number; ssim: number }[] = [];
  for (const { atSeconds, ssim } of seconds.toSorted(
    (a, b) => a.ssim - b.ssim || a.atSeconds - b.atSeconds,
  )) {
    if (worst.length === WORST_MOMENTS) break;
    if (worst.every((other) => Math.abs(other.atSeconds - atSeconds) >= APART_SECONDS))
      worst.push({ atSeconds, ssim });
  }
  return worst;
};
