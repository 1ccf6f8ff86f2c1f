import { MAX_PIXELS, MAX_TRACKS, type MuxFileParams } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';

/** Names inside the input folder and the output folder. */
export const ENCODED_VIDEO_FILE = 'video.mp4';
export const ENCODED_AUDIO_FILE = 'sound';
export const SOURCE_FILE = 'source';
export const MUXED_FILE = 'muxed';

/**
 * Copies the planned tracks into one file, the picture first, so that what is shown first is at 0. `videoCodec` as
 * ffprobe names it. Pure.
 */
export const muxFileArguments = (
  params: MuxFileParams,
  videoCodec: string | null,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const { video, audio, trim, sourceStartSeconds } = params;
  const files = [
    ...(video?.from === 'encode' ? [ENCODED_VIDEO_FILE] : []),
    ...(audio?.from === 'encode' ? [ENCODED_AUDIO_FILE] : []),
    ...(video?.from === 'source' || audio?.from === 'source' ? [SOURCE_FILE] : []),
  ];
  const place = (track: MuxFileParams['video'], encoded: string): readonly string[] => {
    if (!track) return [];
    return track.from === 'encode'
      ? ['-map', `${files.indexOf(encoded)}:0`]
      : ['-map', `${files.indexOf(SOURCE_FILE)}:${track.trackIndex}`];
  };
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
    ...files.flatMap((file) => [
      ...(file === SOURCE_FILE && sourceStartSeconds ? ['-itsoffset', String(-sourceStartSeconds)] : []),
      ...(file === SOURCE_FILE && trim ? trimArguments(trim) : []),
      ...inputArguments(`${paths.input}/${file}`, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ]),
    ...[...place(video, ENCODED_VIDEO_FILE), ...place(audio, ENCODED_AUDIO_FILE)],
    ...['-c', 'copy', '-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
    // A copy starts at a keyframe before the time asked for; that is where the file starts then.
    ...(trim ? ['-avoid_negative_ts', 'make_zero'] : []),
    ...containerArguments(params, videoCodec),
    `file:${paths.output}/${MUXED_FILE}`,
  ];
};

const trimArguments = ({
  startSeconds,
  endSeconds,
}: NonNullable<MuxFileParams['trim']>): readonly string[] => [
  ...(startSeconds > 0 ? ['-ss', String(startSeconds)] : []),
  ...(endSeconds === null ? [] : ['-to', String(endSeconds)]),
];

const containerArguments = ({ container }: MuxFileParams, videoCodec: string | null): readonly string[] => {
  switch (container) {
    case 'mp4':
    case 'mov':
      return [
        // The other way to file HEVC, with settings inside the stream, is what Apple's players refuse.
        ...(videoCodec === 'hevc' ? ['-tag:v', 'hvc1'] : []),
        ...['-movflags', '+faststart', '-f', container],
      ];
    case 'webm':
      return ['-f', 'webm'];
    case 'mkv':
      return ['-f', 'matroska'];
  }
};
