import { err, failure, ok, type Result, type RunSegment, type SegmentRun } from '@reelmill/core';
import type { JoinedChunks } from './join-chunks.ts';

/** Pictures may be rounded to a source's own clock; sound that is off by more would be noticed. */
const LONGEST_DIFFERENCE_SECONDS = 0.1;

/**
 * A last look at a stream before its playlists are written: every segment they will name is there, once, in order and
 * not empty, all rungs are cut alike, and every sound ends with the picture.
 */
export const checkStream = ({ video, audio, text, entries }: JoinedChunks): Result<void> => {
  const sizes = new Map(entries.map((entry) => [entry.path, entry.sizeBytes]));
  const [first, ...others] = video;
  const lostText = text.find(({ textPath }) => !sizes.get(textPath));
  if (lostText) return invalid(`The stream names a file that is not there: ${lostText.textPath}.`);
  for (const { run } of [...video, ...audio]) {
    const init = run.init === '' ? [] : [run.init];
    const files = [...init, ...run.segments.map((segment) => segment.path)];
    const lost = files.find((path) => !sizes.get(path));
    if (lost !== undefined) return invalid(`The stream names a file that is not there: ${lost}.`);
    if (run.segments.some((segment, index) => !isBehind(run.segments[index - 1], segment))) {
      return invalid('The stream names a segment twice or out of order.');
    }
  }
  if (first && others.some(({ run }) => !isCutLike(run, first.run))) {
    return invalid('The qualities of the stream are not cut at the same times.');
  }
  const leading = first ?? audio[0];
  if (leading && audio.some(({ run }) => !isAsLong(run, leading.run))) {
    return invalid('Sound and picture of the stream are not equally long.');
  }
  return ok(undefined);
};

/** Files by their names, which are numbers; ranges of one file by where they begin. */
const isBehind = (before: RunSegment | undefined, { path, offsetBytes = 0 }: RunSegment): boolean =>
  before === undefined ||
  (path === before.path ? offsetBytes === (before.offsetBytes ?? 0) + before.sizeBytes : path > before.path);

const isAsLong = (sound: SegmentRun, picture: SegmentRun): boolean => {
  const frameSeconds = picture.durationSeconds / Math.max(1, picture.sampleCount);
  const difference = Math.abs(picture.durationSeconds - sound.durationSeconds);
  return difference <= Math.max(LONGEST_DIFFERENCE_SECONDS, 2 * frameSeconds);
};

const isCutLike = (a: SegmentRun, b: SegmentRun): boolean =>
  a.sampleCount === b.sampleCount &&
  a.segments.length === b.segments.length &&
  a.segments.every(
    (segment, index) => Math.abs(segment.durationSeconds - (b.segments[index]?.durationSeconds ?? 0)) < 0.001,
  );

const invalid = (message: string): Result<void> => err(failure('OUTPUT_INVALID', 'bug', message));
