import type { StillFormat, StillParams } from '@reelmill/core';
import { deinterlaceFilters, pictureFilters } from '../picture/picture-filters.ts';
import { type PictureAt, pictureAt } from './picture-at.ts';

export const STILL_EXTENSIONS: Readonly<Record<StillFormat, string>> = {
  jpeg: 'jpg',
  webp: 'webp',
  avif: 'avif',
};

/** One picture in its format. Times on the file's clock; null for cover art. Pure. */
export const stillArguments = (
  params: StillParams,
  at: Pick<PictureAt, 'atSeconds' | 'decodeFromSeconds'>,
  paths: { readonly input: string; readonly output: string },
  file: string,
): readonly string[] => {
  const { trackIndex, picture } = params;
  const filters = [...deinterlaceFilters(picture), ...pictureFilters(picture), ...stillScale(params)];
  return [
    ...pictureAt({ ...at, trackIndex, picture, filters }, paths.input),
    ...encoderArguments(params.format),
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...(params.format === 'avif' ? ['-f', 'avif'] : ['-f', 'image2', '-update', '1']),
    `file:${paths.output}/${file}`,
  ];
};

/** JPEG: 2 is best, 31 is worst. WebP: 100 is best. AVIF: 0 is best, 63 is worst; other threads, other bytes. */
const encoderArguments = (format: StillFormat): readonly string[] => {
  switch (format) {
    case 'jpeg':
      return ['-c:v', 'mjpeg', '-q:v', '3'];
    case 'webp':
      return ['-c:v', 'libwebp', '-quality', '80', '-compression_level', '4'];
    case 'avif':
      return [
        ...['-c:v', 'libaom-av1', '-still-picture', '1', '-crf', '28', '-b:v', '0'],
        ...['-cpu-used', '8', '-threads', '1'],
      ];
  }
};

/** Cover art has its own size and is only made smaller; pictures of the video have theirs planned. */
const stillScale = ({ atSeconds, width, height, format }: StillParams): readonly string[] => {
  const size =
    atSeconds === null
      ? `w='min(iw,${width})':h='min(ih,${height})':force_original_aspect_ratio=decrease`
      : `${width}:${height}:flags=bicubic`;
  switch (format) {
    // JFIF knows one matrix and the full range of values, whatever the video had.
    case 'jpeg':
      return [`scale=${size}:out_color_matrix=bt601:out_range=pc`, 'setsar=1', 'format=yuvj420p'];
    // WebP knows the same matrix with the limited range.
    case 'webp':
      return [`scale=${size}:out_color_matrix=bt601:out_range=tv`, 'setsar=1', 'format=yuv420p'];
    // AVIF says which it has.
    case 'avif':
      return [`scale=${size}:out_range=tv`, 'setsar=1', 'format=yuv420p'];
  }
};
