import { type Fraction, fraction, toNumber } from '@reelmill/core';

/** Rates cameras and editors use; a file's rounded timestamps are measured against these first. */
const STANDARD_RATES: readonly Fraction[] = [
  ...[24, 30, 60, 48, 120, 15].map((rate) => fraction(rate * 1000, 1001)),
  ...[24, 25, 30, 50, 60, 48, 100, 120, 240, 90, 20, 15, 12, 10, 8, 6, 5, 4, 3, 2, 1].map((rate) =>
    fraction(rate, 1),
  ),
  fraction(25, 2),
  fraction(15, 2),
];

/** Matroska and FLV round to milliseconds, some muxers to hundredths of a frame. */
const ROUNDING_SECONDS = 0.0015;
/** How far the average may be off the rate: the ends of a file are ragged. */
const AVERAGE_TOLERANCE = 0.005;

/**
 * The constant rate on whose grid every frame lies, without a gap; null when there is none (variable rate, or a single
 * frame). `claimed` are rates the header names, tried after the standard ones.
 */
export const constantFrameRate = (
  timesSeconds: Float64Array,
  tickSeconds: number,
  claimed: readonly (Fraction | undefined)[],
): Fraction | null => {
  const count = timesSeconds.length;
  const first = timesSeconds[0];
  const last = timesSeconds[count - 1];
  if (count < 2 || first === undefined || last === undefined || last <= first) return null;
  const average = (count - 1) / (last - first);
  const tolerance = Math.max(ROUNDING_SECONDS, tickSeconds * 0.51);
  const candidates = [...STANDARD_RATES, ...claimed.filter((rate) => rate !== undefined)].filter(
    (rate) =>
      Math.abs(toNumber(rate) / average - 1) < Math.max(AVERAGE_TOLERANCE, (2 * tolerance) / (last - first)),
  );
  const fits = candidates
    .map((rate) => ({ rate, error: largestError(timesSeconds, toNumber(rate)) }))
    .filter(({ error }) => error <= tolerance)
    .sort((a, b) => a.error - b.error);
  return fits[0]?.rate ?? null;
};

/** How far any frame is off its place on the grid, after the whole grid is moved to fit best. */
const largestError = (timesSeconds: Float64Array, rate: number): number => {
  const first = timesSeconds[0] ?? 0;
  let low = 0;
  let high = 0;
  timesSeconds.forEach((time, index) => {
    const error = time - first - index / rate;
    low = Math.min(low, error);
    high = Math.max(high, error);
  });
  return (high - low) / 2;
};

/** Frames divided by the time they are shown, to a thousandth. */
export const averageFrameRate = (frames: number, shownSeconds: number): Fraction | null =>
  frames < 2 || shownSeconds <= 0
    ? null
    : fraction(Math.max(1, Math.round((frames / shownSeconds) * 1000)), 1000);
