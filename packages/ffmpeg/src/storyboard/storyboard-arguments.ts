import {
  MAX_PIXELS,
  MAX_TRACKS,
  type PictureParams,
  type StoryboardGrid,
  type StoryboardKeyframes,
  type StoryboardParams,
} from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { pictureFilters } from '../picture/picture-filters.ts';
import { pictureAt } from '../still/picture-at.ts';

/** Names in the work folder. */
export const KEYFRAMES_FILE = 'keyframes.mkv';
export const TILES_FILE = 'tiles.yuv';

interface Paths {
  readonly input: string;
  readonly output: string;
}

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'];

/** Copies one of so many keyframes, decoding nothing, with their times on the file's clock. Pure. */
export const copyKeyframes = (
  { trackIndex }: StoryboardParams,
  { keepOneIn, areIndexed }: StoryboardKeyframes,
  paths: Paths,
): readonly string[] => [
  ...QUIET,
  // What is no keyframe may be zeros then.
  ...(areIndexed ? ['-fflags', '+noparse'] : []),
  ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
  ...['-map', `0:${trackIndex}`, '-c', 'copy', '-copyts', '-start_at_zero'],
  // Counts keyframes in a variable of its own. Dropped is what is not 0.
  ...['-bsf:v', `noise=drop='if(key,st(0,ld(0)+1)*0+mod(ld(0)-1,${keepOneIn}),1)'`],
  ...['-avoid_negative_ts', 'disabled', '-f', 'matroska', `file:${paths.output}/${KEYFRAMES_FILE}`],
];

/** Decodes what was copied into tiles, one behind the other, and lists their times. Pure. */
export const tilesOfKeyframes = (params: StoryboardParams, paths: Paths): readonly string[] => [
  ...QUIET,
  // Matroska does not say which way up its pictures are.
  '-noautorotate',
  ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
  ...['-copyts', '-an', '-sn', '-dn'],
  ...[
    '-filter_complex',
    `[0:v:0]${[...turn(params.rotationDegrees), ...tileFilters(params)].join(',')},split[tiles][times]`,
  ],
  ...['-map', '[tiles]', '-fps_mode', 'passthrough', '-f', 'rawvideo', `file:${paths.output}/${TILES_FILE}`],
  ...['-map', '[times]', '-fps_mode', 'passthrough', '-f', 'framecrc', 'pipe:1'],
];

/** Decodes the picture at one time into a tile. `atSeconds` on the file's clock. Pure. */
export const tileAt = (params: StoryboardParams, atSeconds: number, paths: Paths): readonly string[] => [
  ...pictureAt(
    { trackIndex: params.trackIndex, atSeconds, picture: pictureOf(params), filters: tileFilters(params) },
    paths.input,
  ),
  ...['-f', 'rawvideo', `file:${paths.output}/${TILES_FILE}`],
];

/** Lays tiles out as one JPEG, as many lines of them as there are. Pure. */
export const sheetOf = (
  { tileWidth, tileHeight, columns }: StoryboardGrid,
  rows: number,
  paths: Paths,
  file: string,
): readonly string[] => [
  ...QUIET,
  ...['-protocol_whitelist', 'file', '-f', 'rawvideo', '-pixel_format', 'yuvj420p'],
  ...['-video_size', `${tileWidth}x${tileHeight}`, '-i', `file:${paths.input}`],
  ...['-vf', `tile=${columns}x${rows}`, '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '4', '-threads', '1'],
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact'],
  ...['-f', 'image2', '-update', '1', `file:${paths.output}/${file}`],
];

/** Fields are not told apart: at this size each line is the mean of several. */
const pictureOf = ({ toneMap }: StoryboardParams): PictureParams => ({
  ...{ toneMap, deinterlace: false, isFullRange: false, keepOneFrameIn: 1 },
});

const tileFilters = (params: StoryboardParams): readonly string[] => [
  ...pictureFilters(pictureOf(params)),
  `scale=${params.grid.tileWidth}:${params.grid.tileHeight}:flags=area:out_color_matrix=bt601:out_range=pc`,
  ...['setsar=1', 'format=yuvj420p'],
];

const turn = (degrees: StoryboardParams['rotationDegrees']): readonly string[] => {
  switch (degrees) {
    case 0:
      return [];
    case 90:
      return ['transpose=clock'];
    case 180:
      return ['hflip', 'vflip'];
    case 270:
      return ['transpose=cclock'];
  }
};
