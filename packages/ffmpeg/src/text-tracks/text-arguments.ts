import { MAX_PIXELS, MAX_TRACKS, type SourceRange } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';

export const TEXT_TRACK_FILE = 'text.vtt';

/** One track of text as ffmpeg writes it in WebVTT, on the file's clock. Pure. */
export const textArguments = (
  range: SourceRange,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
  ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
  ...['-map', `0:${range.trackIndex}`, '-map_metadata', '-1', '-map_chapters', '-1'],
  ...['-c:s', 'webvtt', '-fflags', '+bitexact'],
  ...['-f', 'webvtt', `file:${paths.output}/${TEXT_TRACK_FILE}`],
];
