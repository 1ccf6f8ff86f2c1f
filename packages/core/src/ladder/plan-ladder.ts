import { type Fraction, toNumber } from '../media/fraction.ts';

/** The short sides a ladder may have, largest first. */
export const RUNG_SHORT_SIDES = [1080, 720, 480, 360, 240] as const;

/** In pixels; even. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** One rung of a ladder, measured for one source. Sizes are even. */
export interface Rung extends PictureSize {
  /** Short side and `p`: `720p`. Also the folder the rendition lives in. */
  readonly name: string;
  /** What a player must be able to load; the rate factor decides below it. Null where nothing streams. */
  readonly maxBitrateBps: number | null;
}

/** Caps at up to 32 frames a second for the short sides of the ladder; between them they are interpolated. */
const BITRATE_CAPS_BPS: readonly (readonly [shortSide: number, bitrateBps: number])[] = [
  [0, 100_000],
  [240, 400_000],
  [360, 800_000],
  [480, 1_400_000],
  [720, 2_800_000],
  [1080, 5_000_000],
];

/** High frame rates need more bits, but far from twice as many: neighbouring frames differ less. */
const HIGH_FRAME_RATE_FACTOR = 1.5;
const HIGH_FRAME_RATE_FROM = 32;

/** H.264 decoders in browsers and phones stop here. */
const MAX_LONG_SIDE = 4096;

/** A source this much larger than the next rung keeps a rung of its own size on top (docs/decisions/0003). */
const OWN_SIZE_RUNG_FROM = 1.1;

export interface LadderSource {
  /** As a viewer sees it: turned upright, with square pixels. */
  readonly displayWidth: number;
  readonly displayHeight: number;
  /** After `keepOneFrameIn`. Null for unknown. */
  readonly frameRate: number | null;
}

/**
 * The rungs a source deserves, largest first, at least one.
 *
 * Measured by the short side, so portrait and turned sources get the same qualities as landscape ones; never upscaled;
 * even dimensions at the source's own aspect. A source between two rungs keeps its own size on top.
 */
export const planLadder = (source: LadderSource, wantedShortSides: readonly number[]): readonly Rung[] => {
  const shortSide = Math.min(source.displayWidth, source.displayHeight);
  const wanted = [...new Set(wantedShortSides)].sort((a, b) => b - a);
  const fitting = wanted.filter((side) => side <= shortSide);
  const largest = fitting[0];
  const wantsMore = wanted.some((side) => side > shortSide);
  const ownSize = largest === undefined || (wantsMore && shortSide >= largest * OWN_SIZE_RUNG_FROM);
  const shortSides = ownSize ? [shortSide, ...fitting] : fitting;
  const rungs = shortSides.map((side) => rungFor(source, side));
  // The limit on the long side can bring two rungs of a very wide source to the same size.
  return rungs.filter((rung, index) => rungs.findIndex((other) => other.name === rung.name) === index);
};

/**
 * The sizes a rung is scaled through, its own last: every larger one a full ladder of this source has. A function of
 * source and rung alone, so that asking for another rung changes no bytes of this one.
 */
export const cascadeTo = (source: LadderSource, rung: Rung): readonly PictureSize[] => [
  ...planLadder(source, RUNG_SHORT_SIDES)
    .filter((other) => other.width > rung.width && other.height > rung.height)
    .map(({ width, height }) => ({ width, height })),
  { width: rung.width, height: rung.height },
];

const rungFor = (source: LadderSource, shortSide: number): Rung => {
  const sourceShort = Math.min(source.displayWidth, source.displayHeight);
  const sourceLong = Math.max(source.displayWidth, source.displayHeight);
  const scale = Math.min(shortSide / sourceShort, MAX_LONG_SIDE / sourceLong);
  const short = evenWithin(sourceShort * scale, sourceShort);
  const long = evenWithin(sourceLong * scale, sourceLong);
  const portrait = source.displayHeight > source.displayWidth;
  return {
    name: `${short}p`,
    width: portrait ? short : long,
    height: portrait ? long : short,
    maxBitrateBps: bitrateCapBps(short, source.frameRate),
  };
};

/** Nearest even number that is not larger than the source; 2 at least, since 4:2:0 has no smaller picture. */
const evenWithin = (size: number, limit: number): number => {
  const nearest = Math.round(size / 2) * 2;
  return Math.max(2, nearest > limit ? nearest - 2 : nearest);
};

const bitrateCapBps = (shortSide: number, frameRate: number | null): number => {
  const factor = (frameRate ?? 0) > HIGH_FRAME_RATE_FROM ? HIGH_FRAME_RATE_FACTOR : 1;
  const above = BITRATE_CAPS_BPS.findIndex(([side]) => side >= shortSide);
  const [highSide, highRate] = BITRATE_CAPS_BPS.at(above) ?? [1080, 5_000_000];
  const [lowSide, lowRate] = BITRATE_CAPS_BPS[Math.max(0, above - 1)] ?? [0, 0];
  const share = highSide === lowSide ? 1 : (shortSide - lowSide) / (highSide - lowSide);
  return Math.round((lowRate + share * (highRate - lowRate)) * factor);
};

/** Frame rates up to this are kept; above it they are halved until they fit (120 → 60, 100 → 50). */
export const MAX_FRAME_RATE = 60;

/** One frame in how many is kept: a power of two. */
export const keepOneFrameIn = (frameRate: Fraction | null): number => {
  let keep = 1;
  // A hundredth of slack: screen recordings measure 60.002.
  while (frameRate !== null && toNumber(frameRate) / keep > MAX_FRAME_RATE * 1.01) keep *= 2;
  return keep;
};
