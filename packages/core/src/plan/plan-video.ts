import { cascadeTo, type LadderSource, type Rung } from '../ladder/plan-ladder.ts';
import { type Fraction, fraction, toNumber } from '../media/fraction.ts';
import type { VideoTrack } from '../media/probe.ts';
import type { VideoIndex } from '../media/source-index.ts';
import { type EncodeVideoParams, RESAMPLE_TIE_SECONDS, type VideoEncoding } from '../steps/encode-video.ts';
import { bytesOfRange } from './bytes-of-range.ts';
import { cutChunks } from './cut-chunks.ts';
import { encodeWork } from './encode-work.ts';
import { keepsHdr } from './keep-hdr.ts';
import { measureWork } from './measure-work.ts';
import type { PlannedStep, SourceRange } from './plan.ts';
import { frameRateOf, planPicture } from './plan-picture.ts';
import { type ChunkStart, type PictureTrim, trimChunks } from './trim-chunks.ts';

/** Pictures to encode, and how. */
export interface VideoWish {
  /** In front of the keys of the steps, so that two outputs of a recipe may encode the same video: `proxy-`. */
  readonly keyPrefix: string;
  readonly segmentSeconds: number;
  /** Constant rate wanted; null keeps the source's. */
  readonly resampleTo: Fraction | null;
  /** Largest first. All of them keep a high dynamic range, or none does: they are made of one decode. */
  readonly rungs: readonly {
    readonly rung: Rung;
    readonly encoding: VideoEncoding;
  }[];
  /** Mean SSIM that every chunk is to reach; none unless given. */
  readonly targetSsim?: number | undefined;
  /** No chunk gets a lower rate factor to reach it. */
  readonly leastCrf?: number | undefined;
}

/** What a ladder or a tier is measured against: the pictures upright, with square pixels, at the rate that is kept. */
export const ladderSource = (video: VideoTrack): LadderSource => {
  const rate = frameRateOf(video);
  const { keepOneFrameIn } = planPicture(video);
  return { ...video, frameRate: rate === null ? null : rate / keepOneFrameIn };
};

/** A step that encodes one rung of one chunk. */
export type VideoStep = Extract<PlannedStep, { kind: 'encode-video' }>;

/**
 * Chunk after chunk in the order people watch, every rung of each from one decode. Of a `trim` they keep their places in
 * the whole: the file that is made of them starts with the first one.
 */
export const planVideo = (
  wish: VideoWish,
  video: VideoTrack,
  index: VideoIndex,
  trim: PictureTrim | null = null,
): readonly VideoStep[] => {
  const { segmentSeconds, resampleTo } = wish;
  const picture = {
    ...planPicture(video),
    ...(wish.rungs.some(({ encoding }) => keepsHdr(encoding)) ? { toneMap: false } : {}),
    // The new rate is chosen from all pictures.
    ...(resampleTo ? { keepOneFrameIn: 1 } : {}),
  };
  const { keepOneFrameIn } = picture;
  const source = ladderSource(video);
  const clock = encoderClock(video, keepOneFrameIn, resampleTo);
  const whole = cutChunks(index, video, {
    segmentSeconds,
    keepOneFrameIn,
    startsWell: (second) => resampleTo === null || startsOnTick(second, resampleTo, video, index),
  });
  const { chunks, end } = trim
    ? trimChunks(whole, trim, { video, index, segmentSeconds, keepOneFrameIn })
    : { chunks: whole, end: null };
  const onFileClock = (seconds: number): number => roundToMicroseconds(video.firstFrameSeconds + seconds);
  return chunks.flatMap((chunk, position) => {
    const next = chunks[position + 1] ?? end;
    const startTicks = clock.startTicks(chunk);
    const endTicks = next ? clock.startTicks(next) : clock.totalTicks;
    const expectedFrames = resampleTo ? endTicks - startTicks : Math.ceil(chunk.frameCount / keepOneFrameIn);
    const name = `${wish.keyPrefix}video-${String(chunk.number).padStart(4, '0')}`;
    const bytes =
      whole.length > 1
        ? bytesOfRange(index, chunk.decodeFromSeconds ?? 0, next ? clock.startSeconds(next) : null)
        : undefined;
    const range: SourceRange = {
      trackIndex: video.index,
      decodeFromSeconds: chunk.decodeFromSeconds === null ? null : onFileClock(chunk.decodeFromSeconds),
      startSeconds: onFileClock(clock.startSeconds(chunk)),
      endSeconds: next ? onFileClock(clock.startSeconds(next)) : null,
      ...(bytes ? { bytes } : {}),
    };
    const isAwaited = chunk.number === 1 && chunks.length > 1;
    return (isAwaited ? smallFirst(wish.rungs) : wish.rungs).map(({ rung, encoding }): VideoStep => {
      const params: EncodeVideoParams = {
        picture,
        rung,
        cascade: cascadeTo(source, rung),
        segmentSeconds,
        firstSegment: chunk.firstSegment,
        encoding,
        resample: resampleTo && {
          rate: resampleTo,
          phaseSeconds: roundToMicroseconds(
            clock.startSeconds(chunk) - startTicks * toNumber(clock.timeBase),
          ),
        },
        timeBase: clock.timeBase,
        startTicks,
        endTicks,
        delayTicks: clock.delayTicks(reorderedFrames(encoding)),
        expectedFrames,
        ...(chunk.isUncounted && !resampleTo ? { isUncounted: true as const } : {}),
        ...(wish.targetSsim === undefined ? {} : { targetSsim: wish.targetSsim }),
        ...(wish.leastCrf === undefined ? {} : { leastCrf: wish.leastCrf }),
        isWhole: chunks.length === 1 || chunk.isUncounted === true,
        ...(video.spherical ? { spherical: video.spherical } : {}),
      };
      return {
        key: `${name}-${rung.name}`,
        kind: 'encode-video',
        params,
        inputs: { source: { part: { content: chunk.content, range } } },
        batch: isAwaited && isSmall(rung) ? `${name}-small` : name,
        lane: 'cpu',
        work:
          encodeWork(expectedFrames, rung, encoding) +
          (wish.targetSsim === undefined ? 0 : measureWork(expectedFrames, rung)),
        publishes: null,
      };
    });
  });
};

/** A first picture that is shown at a later tick than its segment's would leave the others to the chunk before. */
const startsOnTick = (
  second: number,
  rate: Fraction,
  { timeBase }: VideoTrack,
  { firstTicks }: VideoIndex,
): boolean => resampledTick((firstTicks[second] ?? 0) * toNumber(timeBase), rate) === second * toNumber(rate);

const resampledTick = (seconds: number, rate: Fraction): number =>
  Math.round((seconds + RESAMPLE_TIE_SECONDS) * toNumber(rate));

/**
 * The first chunk is what somebody waits for: its small rungs take a fraction of the time of the large ones, and are
 * made before them, from a decode of their own.
 */
const smallFirst = (rungs: VideoWish['rungs']): VideoWish['rungs'] => [
  ...rungs.filter(({ rung }) => isSmall(rung)),
  ...rungs.filter(({ rung }) => !isSmall(rung)),
];
const SMALL_SHORT_SIDE = 360;
const isSmall = ({ width, height }: Rung): boolean => Math.min(width, height) <= SMALL_SHORT_SIDE;

/** Finer than any camera needs, coarse enough for 32-bit timescales. */
const FINEST_TICKS_PER_SECOND = 1_000_000;
/** How many pictures an encoder may put before one that is shown earlier. */
export const reorderedFrames = (encoding: VideoEncoding): number => {
  // A chip reorders none; what takes its place may.
  if ('like' in encoding) return reorderedFrames(encoding.like);
  switch (encoding.encoder) {
    case 'libx264':
      return encoding.profile === 'baseline' ? 0 : B_PYRAMID_FRAMES;
    case 'libx265':
      return B_PYRAMID_FRAMES;
    case 'libvpx-vp9':
    case 'libsvtav1':
    case 'prores_ks':
      return 0;
  }
};
const B_PYRAMID_FRAMES = 2;
/** Two frames of twenty a second. */
const VARIABLE_RATE_DELAY_SECONDS = 0.1;

interface EncoderClock {
  readonly timeBase: Fraction;
  readonly startTicks: (chunk: ChunkStart) => number;
  /** When the chunk's first picture is shown, from the first of all. */
  readonly startSeconds: (chunk: ChunkStart) => number;
  readonly totalTicks: number;
  readonly delayTicks: (reorderedFrames: number) => number;
}

/** One tick a frame for constant rates, which irons out a container's rounding; the source's own clock otherwise. */
const encoderClock = (
  video: VideoTrack,
  keepOneFrameIn: number,
  resampleTo: Fraction | null,
): EncoderClock => {
  const { constantFrameRate, timeBase } = video;
  if (resampleTo) {
    // As the file has it: what is rounded to the new rate is rounded once.
    const startSeconds = (chunk: ChunkStart): number => chunk.startTicks * toNumber(timeBase);
    return {
      timeBase: fraction(resampleTo.den, resampleTo.num),
      startTicks: (chunk) => resampledTick(startSeconds(chunk), resampleTo),
      startSeconds,
      totalTicks: Math.max(1, Math.round(video.shownSeconds * toNumber(resampleTo))),
      delayTicks: (reordered) => reordered,
    };
  }
  if (constantFrameRate) {
    const base = fraction(constantFrameRate.den * keepOneFrameIn, constantFrameRate.num);
    return {
      timeBase: base,
      startTicks: (chunk) => chunk.startFrame / keepOneFrameIn,
      startSeconds: (chunk) => (chunk.startFrame / keepOneFrameIn) * toNumber(base),
      totalTicks: Math.ceil(video.frameCount / keepOneFrameIn),
      delayTicks: (reordered) => reordered,
    };
  }
  const base = toNumber(timeBase) * FINEST_TICKS_PER_SECOND < 1 ? fraction(1, 90_000) : timeBase;
  const startTicks = (chunk: ChunkStart): number =>
    Math.round((chunk.startTicks * toNumber(timeBase)) / toNumber(base));
  return {
    timeBase: base,
    startTicks,
    startSeconds: (chunk) => startTicks(chunk) * toNumber(base),
    totalTicks: Math.max(1, Math.round(video.shownSeconds / toNumber(base))),
    delayTicks: (reordered) =>
      reordered === 0 ? 0 : Math.max(2 * reordered, Math.round(VARIABLE_RATE_DELAY_SECONDS / toNumber(base))),
  };
};

const roundToMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
