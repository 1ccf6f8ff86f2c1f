import type { VideoTrack } from '../media/probe.ts';
import type { VideoIndex } from '../media/source-index.ts';
import { measureWork } from './measure-work.ts';
import type { PlannedStep } from './plan.ts';
import { planVideo, type VideoStep, type VideoWish } from './plan-video.ts';

const SAMPLE_SECONDS = 2;
/** The middle of each third. */
const SAMPLED_AT = [1 / 6, 1 / 2, 5 / 6];

/** Steps that try what is wished for on a few seconds of the source, at several rate factors. */
export const planSamples = (
  wish: VideoWish,
  crfs: readonly number[],
  video: VideoTrack,
  index: VideoIndex,
): readonly PlannedStep[] =>
  sampledSeconds(wish, video).flatMap((startSeconds, position): readonly PlannedStep[] => {
    const endSeconds = Math.min(startSeconds + SAMPLE_SECONDS, video.shownSeconds);
    const encodes = longestChunk(planVideo(wish, video, index, { startSeconds, endSeconds }));
    const [first] = encodes;
    if (!first) return [];
    const work = encodes.reduce(
      (sum, { params, work: encoding }) => sum + encoding + measureWork(params.expectedFrames, params.rung),
      0,
    );
    return [
      {
        key: `${wish.keyPrefix}sample-${position + 1}`,
        kind: 'sample-ladder',
        params: { rungs: encodes.map(({ params }) => params), crfs },
        inputs: first.inputs,
        batch: null,
        lane: 'cpu',
        work: work * crfs.length,
        publishes: null,
      },
    ];
  });

/**
 * All rungs of one chunk, largest first. A sample that starts with a second whose first picture comes late has the chunk
 * before in it too, with a picture that is still shown, or none.
 */
const longestChunk = (encodes: readonly VideoStep[]): readonly VideoStep[] => {
  const longest = Math.max(...encodes.map(({ params }) => params.expectedFrames));
  const start = encodes.find(({ params }) => params.expectedFrames === longest)?.params.startTicks;
  return encodes
    .filter(({ params }) => params.startTicks === start)
    .toSorted((a, b) => b.params.rung.width - a.params.rung.width);
};

/**
 * Seconds that segments begin at. Within one segment a sample lies in one chunk, and crosses no line of the grid, which
 * pictures at uneven times would be moved over. Sources of up to three segments are sampled in each; a last one that is
 * shorter than a sample is not, since a keyframe is most of it.
 */
const sampledSeconds = ({ segmentSeconds }: VideoWish, { shownSeconds }: VideoTrack): readonly number[] => {
  const segments = Math.floor(Math.max(0, shownSeconds - SAMPLE_SECONDS) / segmentSeconds) + 1;
  return [...new Set(SAMPLED_AT.map((share) => Math.floor(share * segments) * segmentSeconds))];
};
