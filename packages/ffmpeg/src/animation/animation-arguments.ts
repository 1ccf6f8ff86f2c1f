import { type AnimateParams, MAX_PIXELS, MAX_TRACKS } from '@reelmill/core';
import { alphaDecoder } from '../input/alpha-decoder.ts';
import { inputArguments } from '../input/input-arguments.ts';
import { deinterlaceFilters, pictureFilters } from '../picture/picture-filters.ts';

export const ANIMATION_FILE = 'animation';
export const PALETTE_FILE = 'palette.png';

export interface AnimationRequest {
  readonly params: AnimateParams;
  readonly trackIndex: number;
  /** When the first picture is shown, on the file's clock. */
  readonly firstFrameSeconds: number;
}

interface Paths {
  readonly input: string;
  readonly output: string;
}

/** Sees every picture once and keeps the 256 colours that serve them best: nothing has to be held in memory. Pure. */
export const paletteArguments = (request: AnimationRequest, paths: Paths): readonly string[] => [
  ...sourceArguments(request, paths),
  ...['-filter_complex', `${pictures(request)},palettegen=stats_mode=diff[palette]`, '-map', '[palette]'],
  ...['-frames:v', '1', '-c:v', 'png', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
  ...['-f', 'image2', '-update', '1', `file:${paths.output}/${PALETTE_FILE}`],
];

/** Writes the animation; a GIF with the palette that was made for it. Pure. */
export const animationArguments = (request: AnimationRequest, paths: Paths): readonly string[] => {
  const isGif = request.params.container === 'gif';
  return [
    ...sourceArguments(request, paths),
    ...(isGif ? palette(paths) : []),
    ...[
      '-filter_complex',
      isGif
        ? `${pictures(request)}[pictures];[pictures][1:0]paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle[out]`
        : `${pictures(request)},format=yuv420p[out]`,
    ],
    ...[
      '-map',
      '[out]',
      '-map_metadata',
      '-1',
      '-fflags',
      '+bitexact',
      '-flags:v',
      '+bitexact',
      '-threads',
      '1',
    ],
    ...encoderArguments(request.params),
    `file:${paths.output}/${ANIMATION_FILE}`,
  ];
};

const sourceArguments = (
  { params: { startSeconds, durationSeconds, picture }, trackIndex, firstFrameSeconds }: AnimationRequest,
  paths: Paths,
): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
  ...['-progress', 'pipe:1', '-stats_period', '0.25'],
  ...(startSeconds > 0 ? ['-ss', String(Math.round((firstFrameSeconds + startSeconds) * 1e6) / 1e6)] : []),
  ...['-t', String(durationSeconds + (startSeconds > 0 ? 0 : firstFrameSeconds))],
  ...alphaDecoder(picture, trackIndex),
  ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
];

/** Our own picture, and nothing else that could be read as one. */
const palette = (paths: Paths): readonly string[] => [
  ...['-protocol_whitelist', 'file', '-format_whitelist', 'png_pipe', '-codec_whitelist', 'png'],
  ...['-f', 'png_pipe', '-i', `file:${paths.output}/${PALETTE_FILE}`],
];

const pictures = ({ params, trackIndex }: AnimationRequest): string => {
  const { picture, frameRate, width, height, durationSeconds } = params;
  return [
    `[0:${trackIndex}]${['setpts=PTS-STARTPTS', ...deinterlaceFilters(picture)].join(',')}`,
    `fps=${frameRate.num}/${frameRate.den}:start_time=0:round=near`,
    `trim=end=${durationSeconds}`,
    ...pictureFilters(picture),
    `scale=${width}:${height}:flags=lanczos`,
    'setsar=1',
  ].join(',');
};

const encoderArguments = ({ container, plays }: AnimateParams): readonly string[] =>
  container === 'gif'
    ? // GIF counts how often it is repeated after it has played, and -1 is not at all.
      ['-c:v', 'gif', '-loop', String(plays === 0 ? 0 : plays === 1 ? -1 : plays - 1), '-f', 'gif']
    : ['-c:v', 'libwebp_anim', '-quality', '75', '-loop', String(plays), '-f', 'webp'];
