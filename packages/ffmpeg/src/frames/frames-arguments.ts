import { type FramesParams, MAX_PIXELS, MAX_TRACKS } from '@reelmill/core';
import { alphaDecoder } from '../input/alpha-decoder.ts';
import { inputArguments } from '../input/input-arguments.ts';
import { deinterlaceFilters, pictureFilters } from '../picture/picture-filters.ts';

export const FRAMES_FILE = 'frames.raw';

/** How far the count of the probe and that of a decode may lie apart before the rest is cut off, in seconds. */
const SLACK_SECONDS = 2;

/**
 * All pictures of a source at one rate and size, one after another without anything between them: as RGB565, or as the
 * RGB888 that dithering starts from. Picture i is the last before (i + 0.5) / rate, counted from the first. Pure.
 */
export const framesArguments = (
  params: FramesParams,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y', '-progress', 'pipe:1'],
  ...alphaDecoder(params.picture, params.trackIndex),
  ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }, params.pictureFormat),
  ...['-map', `0:${params.trackIndex}`, '-map_metadata', '-1', '-an', '-sn', '-dn'],
  ...['-vf', filters(params).join(','), '-fps_mode', 'passthrough'],
  ...['-frames:v', String(mostFrames(params))],
  ...[
    '-c:v',
    'rawvideo',
    '-pix_fmt',
    rawFormat(params),
    '-f',
    'rawvideo',
    `file:${paths.output}/${FRAMES_FILE}`,
  ],
];

/** What a pixel of the raw pictures is. swscale has no dithering of its own for RGB565. */
export const rawFormat = ({ dithering }: Pick<FramesParams, 'dithering'>): 'rgb565le' | 'rgb24' =>
  dithering === 'none' ? 'rgb565le' : 'rgb24';

/** More than the probe counted by some seconds is a timestamp gone wild. */
const mostFrames = ({ expectedFrames, frameRate }: FramesParams): number =>
  frameRate === null ? 1 : expectedFrames + Math.ceil((SLACK_SECONDS * frameRate.num) / frameRate.den);

const filters = (params: FramesParams): readonly string[] => [
  ...deinterlaceFilters(params.picture),
  ...(params.frameRate === null
    ? []
    : ['setpts=PTS-STARTPTS', `fps=${params.frameRate.num}/${params.frameRate.den}`]),
  ...pictureFilters(params.picture),
  `scale=${params.scaled.width}:${params.scaled.height}:flags=bicubic`,
  ...fitFilters(params),
];

/** Also where there is nothing to cut off or to add: they decide in which format a picture is scaled. */
const fitFilters = ({ fit, width, height, scaled }: FramesParams): readonly string[] => {
  const before = (whole: number, part: number): number => Math.floor((whole - part) / 2);
  switch (fit) {
    case 'stretch':
      return [];
    case 'cover':
      return [`crop=${width}:${height}`];
    case 'contain':
      return [`pad=${width}:${height}:${before(width, scaled.width)}:${before(height, scaled.height)}:black`];
  }
};
