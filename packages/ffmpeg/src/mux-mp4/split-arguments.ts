import { type CopyMp4Params, MAX_PIXELS, MAX_TRACKS } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { AUDIO_TRACK_FILE, layoutArguments, VIDEO_TRACK_FILE } from './mux-arguments.ts';

/** Copies tracks of a file, each into a fragmented file of its own, so that the first picture is shown at 0. Pure. */
export const splitArguments = (
  { videoTrackIndex, videoCodec, audioTrackIndex, startSeconds }: CopyMp4Params,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const track = (index: number, file: string, isVideo: boolean): readonly string[] => [
    ...['-map', `0:${index}`, '-c', 'copy', '-map_metadata', '-1', '-map_chapters', '-1'],
    // The other way to file HEVC, with settings inside the stream, is what Apple's players refuse.
    ...(isVideo && videoCodec === 'hevc' ? ['-tag:v', 'hvc1'] : []),
    ...[
      '-fflags',
      '+bitexact',
      ...layoutArguments('fragmented', isVideo),
      '-f',
      'mp4',
      `file:${paths.output}/${file}`,
    ],
  ];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
    ...(startSeconds === 0 ? [] : ['-itsoffset', String(-startSeconds)]),
    ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ...track(videoTrackIndex, VIDEO_TRACK_FILE, true),
    ...(audioTrackIndex === null ? [] : track(audioTrackIndex, AUDIO_TRACK_FILE, false)),
  ];
};
