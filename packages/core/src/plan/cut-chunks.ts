import type { VideoTrack } from '../media/probe.ts';
import type { VideoIndex } from '../media/source-index.ts';

/** A run of whole segments that is encoded by itself. Every picture is in exactly one. */
export interface Chunk {
  /** Counted from 1. */
  readonly number: number;
  /** Numbers of its segments, counted from 1, on the grid of segment lengths. */
  readonly firstSegment: number;
  /** Pictures of the source before it, and in it. */
  readonly startFrame: number;
  readonly frameCount: number;
  /** First picture of it and of the next one, in ticks of the track's `timeBase` from the first picture. */
  readonly startTicks: number;
  /** Null for the last one: it goes on to the end. */
  readonly endTicks: number | null;
  /** Where decoding must start, in seconds from the first picture; null to start at the beginning. */
  readonly decodeFromSeconds: number | null;
  /** What it is made of: equal for equal packets, whatever file they lie in. */
  readonly content: readonly string[];
  /** It was cut between seconds, where the index does not count pictures: `frameCount` is the most there can be. */
  readonly isUncounted?: boolean;
}

export interface CutOptions {
  readonly segmentSeconds: number;
  readonly keepOneFrameIn: number;
  /** Whether what is made of the pictures can begin with the first one of a second; every second will do unless given. */
  readonly startsWell?: (second: number) => boolean;
}

/** Enough pieces to fill a machine and to lose little in a crash, few enough that starting each costs nothing. */
const WANTED_CHUNKS = 24;
const SHORTEST_SECONDS = 8;
const LONGEST_SECONDS = 40;
/** How many seconds of an odd length a second of picture is worth that is decoded for nothing. */
const PREROLL_WEIGHT = 0.5;

/**
 * Cuts a source on the grid of its segments; the first chunk is one segment, so that there is something to play soon. A function of the source and the segments' length alone, never of the
 * machine: other chunks would be other bytes (docs/decisions/0013).
 */
export const cutChunks = (
  index: VideoIndex,
  track: Pick<VideoTrack, 'frameCount' | 'shownSeconds'>,
  options: CutOptions,
): readonly Chunk[] => {
  const cuts = index.isSeekable ? chooseCuts(index, track.shownSeconds, options) : [];
  const starts = [0, ...cuts];
  return starts.map((second, position) => {
    const next = starts[position + 1];
    const isFirst = position === 0;
    const startFrame = at(index.framesBefore, second);
    const endFrame = next === undefined ? track.frameCount : at(index.framesBefore, next);
    return {
      number: position + 1,
      firstSegment: second / options.segmentSeconds + 1,
      startFrame,
      frameCount: endFrame - startFrame,
      startTicks: isFirst ? 0 : at(index.firstTicks, second),
      endTicks: next === undefined ? null : at(index.firstTicks, next),
      decodeFromSeconds: isFirst ? null : at(index.keyframeSeconds, second),
      content: [index.setup, ...index.digests.slice(isFirst ? 0 : at(index.neededFrom, second), next)],
    };
  });
};

const at = (values: readonly number[], position: number): number => {
  const value = values[position];
  if (value === undefined) throw new Error(`the index ends before second ${position}`);
  return value;
};

const chooseCuts = (
  index: VideoIndex,
  shownSeconds: number,
  { segmentSeconds, keepOneFrameIn, startsWell = () => true }: CutOptions,
): readonly number[] => {
  const wanted = roundUp(
    Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, shownSeconds / WANTED_CHUNKS)),
    segmentSeconds,
  );
  const total = at(index.framesBefore, index.framesBefore.length - 1);
  const preroll = (second: number): number => second - at(index.keyframeSeconds, second);
  const isCuttable = (second: number): boolean => {
    const frames = at(index.framesBefore, second);
    const hasPictures = frames > at(index.framesBefore, second - segmentSeconds) && frames < total;
    return hasPictures && frames % keepOneFrameIn === 0 && preroll(second) <= wanted && startsWell(second);
  };
  const cost = (second: number, target: number): number =>
    Math.abs(second - target) + preroll(second) * PREROLL_WEIGHT;

  const grid = Array.from(
    {
      length: Math.max(
        0,
        Math.ceil(Math.min(shownSeconds, index.keyframeSeconds.length) / segmentSeconds) - 1,
      ),
    },
    (_, position) => (position + 1) * segmentSeconds,
  ).filter(isCuttable);
  const cuts: number[] = [];
  for (;;) {
    const from = cuts.at(-1) ?? 0;
    const target = from + (cuts.length === 0 ? segmentSeconds : wanted);
    // what would be left over is better off in the chunk before it
    const isEnough = (second: number): boolean =>
      shownSeconds - second > (cuts.length === 0 ? segmentSeconds : wanted) / 2;
    const ahead = grid.filter((second) => second > from && isEnough(second));
    const near = ahead.filter((second) => second <= target + wanted / 2);
    const best = near.sort((a, b) => cost(a, target) - cost(b, target) || a - b)[0] ?? ahead[0];
    if (best === undefined) return cuts;
    cuts.push(best);
  }
};

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;
