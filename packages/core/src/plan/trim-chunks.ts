import { toNumber } from '../media/fraction.ts';
import type { VideoTrack } from '../media/probe.ts';
import type { VideoIndex } from '../media/source-index.ts';
import type { Chunk } from './cut-chunks.ts';

/** The pictures shown from `startSeconds` on and before `endSeconds`, counted from the first of all. */
export interface PictureTrim {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Where a chunk starts, or the last one ends. */
export type ChunkStart = Pick<Chunk, 'startFrame' | 'startTicks'>;

interface TrimmedSource {
  readonly video: VideoTrack;
  readonly index: VideoIndex;
  readonly segmentSeconds: number;
  readonly keepOneFrameIn: number;
}

/**
 * The chunks of a part of the source: those of the whole, the first and the last cut off. Those between are the same
 * steps as of the whole, so that other ends encode only the ends anew.
 */
export const trimChunks = (
  chunks: readonly Chunk[],
  trim: PictureTrim,
  source: TrimmedSource,
): { readonly chunks: readonly Chunk[]; readonly end: ChunkStart | null } => {
  const start = placeOf(trim.startSeconds, source, 'first');
  const end = placeOf(trim.endSeconds, source, 'behind');
  const last = chunks.findLastIndex((chunk) => chunk.startTicks < end.startTicks);
  const first = chunks.findLastIndex((chunk) => chunk.startTicks <= start.startTicks);
  const isCounted = source.video.constantFrameRate !== null;
  const kept = chunks.slice(first, last + 1).map((chunk, position, { length }): Chunk => {
    const isFirst = position === 0 && start.startTicks > chunk.startTicks;
    const isLast = position === length - 1 && end.startTicks < (chunk.endTicks ?? Number.POSITIVE_INFINITY);
    if (!isFirst && !isLast) return chunk;
    const startFrame = isFirst ? start.startFrame : chunk.startFrame;
    const endFrame = isLast ? end.startFrame : chunk.startFrame + chunk.frameCount;
    return {
      ...(isFirst ? startedLater(chunk, trim.startSeconds, source) : chunk),
      ...(isLast && source.index.isSeekable ? { content: contentUpTo(chunk, trim, source, isFirst) } : {}),
      startFrame,
      frameCount: endFrame - startFrame,
      startTicks: isFirst ? start.startTicks : chunk.startTicks,
      endTicks: isLast ? end.startTicks : chunk.endTicks,
      isUncounted: !isCounted,
    };
  });
  return { chunks: kept, end: trim.endSeconds < source.video.shownSeconds ? end : null };
};

/** A hair less than a picture of any rate: 2.1 × 30 is 63.000000000000004 in floating point. */
const SLACK_FRAMES = 1e-4;

/**
 * Of a constant rate the first picture at or after a time, in whole pictures that are kept. Of others the time itself,
 * with as few pictures before the first, or as many before what is behind the last, as there can be.
 */
const placeOf = (
  seconds: number,
  { video, index, keepOneFrameIn }: TrimmedSource,
  side: 'first' | 'behind',
): ChunkStart => {
  const tick = toNumber(video.timeBase);
  if (video.constantFrameRate) {
    const rate = toNumber(video.constantFrameRate);
    const frame = Math.ceil((seconds * rate) / keepOneFrameIn - SLACK_FRAMES) * keepOneFrameIn;
    const lastKept = Math.floor((video.frameCount - 1) / keepOneFrameIn) * keepOneFrameIn;
    const startFrame = Math.min(frame, side === 'first' ? lastKept : video.frameCount);
    return { startFrame, startTicks: Math.round(startFrame / rate / tick) };
  }
  const second = side === 'first' ? Math.floor(seconds) : Math.ceil(seconds);
  return {
    startFrame: index.framesBefore[Math.min(second, index.framesBefore.length - 1)] ?? video.frameCount,
    startTicks: Math.round(seconds / tick),
  };
};

/** The chunk from a time within it on, decoded from the keyframe that needs. */
const startedLater = (chunk: Chunk, startSeconds: number, source: TrimmedSource): Chunk => {
  const { index, segmentSeconds } = source;
  const second = Math.floor(startSeconds);
  const firstSegment = Math.floor(startSeconds / segmentSeconds) + 1;
  const keyframe = index.keyframeSeconds[second];
  if (!index.isSeekable || second === 0 || keyframe === undefined) return { ...chunk, firstSegment };
  const skipped = (index.neededFrom[second] ?? 0) - firstSecondOf(chunk, source);
  return {
    ...chunk,
    firstSegment,
    decodeFromSeconds: keyframe,
    content: [index.setup, ...chunk.content.slice(1 + Math.max(0, skipped))],
  };
};

/** The second that the chunk's first digest is of. */
const firstSecondOf = (chunk: Chunk, { index, segmentSeconds }: TrimmedSource): number =>
  chunk.number === 1 ? 0 : (index.neededFrom[(chunk.firstSegment - 1) * segmentSeconds] ?? 0);

const contentUpTo = (
  chunk: Chunk,
  trim: PictureTrim,
  source: TrimmedSource,
  isFirst: boolean,
): readonly string[] => {
  const { content } = isFirst ? startedLater(chunk, trim.startSeconds, source) : chunk;
  const from = firstSecondOf(chunk, source) + (chunk.content.length - content.length);
  return content.slice(0, 1 + Math.ceil(trim.endSeconds) - from);
};
