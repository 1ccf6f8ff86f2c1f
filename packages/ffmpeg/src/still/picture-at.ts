import { MAX_PIXELS, MAX_TRACKS } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';

/** What every call that takes a single picture says of its input and of the way to the picture. */
export interface PictureAt {
  readonly trackIndex: number;
  /** On the file's clock; null takes the first one, as of cover art. */
  readonly atSeconds: number | null;
  readonly filters: readonly string[];
}

/** Jumps to the keyframe before the time and gives the first picture from the time on. What it becomes follows. Pure. */
export const pictureAt = (
  { trackIndex, atSeconds, filters }: PictureAt,
  input: string,
): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
  ...(atSeconds !== null && atSeconds > 0 ? ['-ss', String(atSeconds)] : []),
  ...inputArguments(input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
  ...['-map', `0:${trackIndex}`, '-map_metadata', '-1', '-an', '-sn', '-dn'],
  ...['-vf', filters.join(','), '-frames:v', '1'],
];
