import { MAX_PIXELS, MAX_TRACKS, type PictureParams } from '@reelmill/core';
import { alphaDecoder } from '../input/alpha-decoder.ts';
import { inputArguments } from '../input/input-arguments.ts';

/** What every call that takes a single picture says of its input and of the way to the picture. */
export interface PictureAt {
  readonly trackIndex: number;
  /** On the file's clock; null takes the first one, as of cover art. */
  readonly atSeconds: number | null;
  /** Where to start when no jump to the time gives a picture: everything from there on is decoded. Null jumps. */
  readonly decodeFromSeconds?: number | null;
  readonly picture: PictureParams;
  readonly filters: readonly string[];
}

/** Jumps to the keyframe before the time and gives the first picture from the time on. What it becomes follows. Pure. */
export const pictureAt = (wanted: PictureAt, input: string): readonly string[] => {
  const { trackIndex, atSeconds, decodeFromSeconds = null, picture, filters } = wanted;
  const jumpTo = decodeFromSeconds ?? atSeconds ?? 0;
  const passed = decodeFromSeconds === null ? [] : [`trim=start=${atSeconds ?? 0}`];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
    ...(decodeFromSeconds === null ? [] : ['-noaccurate_seek']),
    ...(jumpTo > 0 ? ['-ss', String(jumpTo)] : []),
    ...alphaDecoder(picture, trackIndex),
    ...inputArguments(input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ...(decodeFromSeconds === null ? [] : ['-copyts', '-start_at_zero']),
    ...['-map', `0:${trackIndex}`, '-map_metadata', '-1', '-an', '-sn', '-dn'],
    ...['-vf', [...passed, ...filters].join(','), '-frames:v', '1'],
  ];
};
