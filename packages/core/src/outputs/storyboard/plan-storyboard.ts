import type { VideoTrack } from '../../media/probe.ts';
import type { VideoIndex } from '../../media/source-index.ts';
import { bytesOfJumps, bytesOfKeyframes } from '../../plan/bytes-of-range.ts';
import type { PlannedOutput, PlanSource } from '../../plan/plan.ts';
import { planPicture } from '../../plan/plan-picture.ts';
import type { StoryboardGrid, StoryboardParams } from '../../steps/storyboard.ts';
import type { StoryboardOutput } from './storyboard-output.ts';

const PICTURES_BY_DEFAULT = 100;
const SHORTEST_BY_DEFAULT_SECONDS = 2;
/** How much rarer than by default pictures may be, so that keyframes suffice. */
const LEAN_TO_KEYFRAMES = 2.5;
/** Ten full sheets; what a player loads for a timeline is no place for more. */
const MOST_PICTURES = 1000;
const COLUMNS = 10;
const ROWS = 10;
/** How much of a file can be read in the time of one jump into it, as measured. */
const BYTES_PER_JUMP = 32e6;

/** Containers that are not read from one packet to the next. */
const INDEXED = /mp4/;

/** Pictures at a steady interval: of keyframes alone where there are enough of them, else by jumping to each. */
export const planStoryboard = (
  output: StoryboardOutput,
  { video, facts: { videoIndex, probe } }: PlanSource,
): PlannedOutput => {
  if (!video || !videoIndex) {
    return { steps: [], notes: [`There is no ${output.name}: the file has no moving pictures.`] };
  }
  const { shownSeconds } = video;
  const wanted = output.intervalSeconds ?? defaultInterval(video);
  const intervalSeconds = Math.max(wanted, shownSeconds / MOST_PICTURES);
  const count = Math.max(1, Math.ceil(roundToMicroseconds(shownSeconds / intervalSeconds)));
  const atSeconds = Array.from({ length: count }, (_, position) =>
    roundToMicroseconds(position * intervalSeconds),
  );
  const readsFast = probe.sizeBytes / count < BYTES_PER_JUMP;
  const params: StoryboardParams = {
    trackIndex: video.index,
    firstFrameSeconds: roundToMicroseconds(video.firstFrameSeconds),
    durationSeconds: shownSeconds,
    atSeconds,
    grid: gridOf(output, video, count),
    keyframes:
      readsFast && areKeyframesEnough(videoIndex, atSeconds, intervalSeconds)
        ? {
            keepOneIn: Math.max(
              1,
              Math.floor(intervalSeconds / (video.longestKeyframeGapSeconds ?? Infinity)),
            ),
            areIndexed: INDEXED.test(probe.container),
          }
        : null,
    rotationDegrees: video.rotationDegrees,
    toneMap: planPicture(video).toneMap,
  };
  const bytes = bytesOf(params, videoIndex);
  return {
    steps: [
      {
        key: output.name,
        kind: 'storyboard',
        params,
        inputs: { source: bytes ? { bytes } : 'source' },
        batch: null,
        lane: 'light',
        work: params.keyframes ? 0.5 + count * 0.02 : 0.5 + count * 0.3,
        publishes: { kind: 'storyboard', name: output.name },
      },
    ],
    notes:
      intervalSeconds > wanted
        ? [`The ${output.name} has ${count} pictures, the most there may be, so they are further apart.`]
        : [],
  };
};

const defaultInterval = ({ shownSeconds, longestKeyframeGapSeconds: gap }: VideoTrack): number => {
  const interval = Math.max(SHORTEST_BY_DEFAULT_SECONDS, shownSeconds / PICTURES_BY_DEFAULT);
  return gap !== null && gap > interval && gap <= interval * LEAN_TO_KEYFRAMES ? gap : interval;
};

/** Whether every wanted time has a keyframe at most an interval before it. */
const areKeyframesEnough = (
  { keyframeSeconds }: VideoIndex,
  atSeconds: readonly number[],
  intervalSeconds: number,
): boolean =>
  atSeconds.every((seconds) => {
    const keyframe = keyframeSeconds[Math.floor(seconds)] ?? Number.NEGATIVE_INFINITY;
    return seconds === 0 || Math.floor(seconds) - keyframe <= intervalSeconds;
  });

/** What is read of the source; undefined for all of it. */
const bytesOf = ({ keyframes, atSeconds }: StoryboardParams, index: VideoIndex) => {
  if (!keyframes) return bytesOfJumps(index, atSeconds);
  return keyframes.areIndexed ? bytesOfKeyframes(index, keyframes.keepOneIn) : undefined;
};

/** The size of a picture is even and at most twice as high as wide; a sheet has no empty row or column. */
const gridOf = (
  { tileWidth }: StoryboardOutput,
  { displayWidth, displayHeight }: VideoTrack,
  count: number,
): StoryboardGrid => {
  const scale = Math.min(1, tileWidth / displayWidth, (2 * tileWidth) / displayHeight);
  const even = (length: number): number => Math.max(2, Math.round((length * scale) / 2) * 2);
  const columns = Math.min(COLUMNS, count);
  return {
    tileWidth: even(displayWidth),
    tileHeight: even(displayHeight),
    columns,
    rows: Math.min(ROWS, Math.ceil(count / columns)),
  };
};

const roundToMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
