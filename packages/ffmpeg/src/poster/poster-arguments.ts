import { MAX_PIXELS, MAX_TRACKS, type PosterParams } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { deinterlaceFilters, pictureFilters } from '../picture/picture-filters.ts';

export const POSTER_FILE = 'poster.jpg';

/** 2 is best, 31 is worst. */
const JPEG_QUALITY = 3;

/** How far before the wanted time to start when nothing follows it: the last picture is in there. */
const LOOK_BACK_SECONDS = 10;

/**
 * `seek` jumps close to the time and takes the first picture from there; `last-before` decodes up to it and keeps the
 * last one, for files whose pictures end earlier than their header says. Pure.
 */
export const posterArguments = (
  params: PosterParams,
  paths: { readonly input: string; readonly output: string },
  mode: 'seek' | 'last-before',
): readonly string[] => {
  const at = params.atSeconds ?? 0;
  const from = mode === 'seek' ? at : Math.max(0, at - LOOK_BACK_SECONDS);
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
    ...(from > 0 ? ['-ss', String(from)] : []),
    ...(mode === 'last-before' ? ['-t', String(at - from + 0.001)] : []),
    ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ...['-map', `0:${params.trackIndex}`, '-map_metadata', '-1', '-an', '-sn', '-dn'],
    ...[
      '-vf',
      [...deinterlaceFilters(params.picture), ...pictureFilters(params.picture), ...stillScale(params)].join(
        ',',
      ),
    ],
    // -update overwrites the file with each picture, so that the last one stays.
    ...(mode === 'seek' ? ['-frames:v', '1'] : ['-fps_mode', 'passthrough']),
    ...['-c:v', 'mjpeg', '-q:v', String(JPEG_QUALITY), '-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...['-f', 'image2', '-update', '1', `file:${paths.output}/${POSTER_FILE}`],
  ];
};

/** Cover art has its own size and is only made smaller; pictures of the video have theirs planned. */
const stillScale = (params: PosterParams): readonly string[] =>
  params.atSeconds === null
    ? [
        `scale=w='min(iw,${params.width})':h='min(ih,${params.height})':force_original_aspect_ratio=decrease`,
        ...JPEG,
      ]
    : [`scale=${params.width}:${params.height}:flags=bicubic`, ...JPEG];

/** Full range, as JFIF wants it. */
const JPEG: readonly string[] = ['setsar=1', 'scale=out_range=pc', 'format=yuvj420p'];
