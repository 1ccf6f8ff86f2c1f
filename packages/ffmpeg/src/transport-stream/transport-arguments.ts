import { MAX_PIXELS, MAX_TRACKS } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { AUDIO_TRACK_FILE, VIDEO_TRACK_FILE } from '../mux-mp4/mux-arguments.ts';

/** The segments, counted from 1, inside the output folder; and the list of where each starts. */
export const segmentFile = (number: number): string => `${String(number).padStart(5, '0')}.ts`;
export const SEGMENT_LIST = 'segments.csv';

export interface TransportRequest {
  readonly hasVideo: boolean;
  readonly hasAudio: boolean;
  /** Where sound alone is cut. */
  readonly segmentSeconds: number;
}

/** Pictures are cut at every keyframe, which are where their segments begin: the first one after no time at all. */
const AT_KEYFRAMES_SECONDS = 0.001;

/** Copies the tracks of the input folder into transport streams, one a segment. Pure. */
export const transportArguments = (
  { hasVideo, hasAudio, segmentSeconds }: TransportRequest,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const files = [...(hasVideo ? [VIDEO_TRACK_FILE] : []), ...(hasAudio ? [AUDIO_TRACK_FILE] : [])];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
    ...files.flatMap((file) =>
      inputArguments(`${paths.input}/${file}`, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ),
    ...files.flatMap((_, index) => ['-map', `${index}:0`]),
    ...['-c', 'copy', '-copyts', '-muxdelay', '0', '-muxpreload', '0', '-fflags', '+bitexact'],
    // One muxer for all segments, so that their packets are counted on; each starts with the tables all the same.
    ...['-f', 'segment', '-segment_format', 'mpegts', '-individual_header_trailer', '0'],
    ...['-segment_time', String(hasVideo ? AT_KEYFRAMES_SECONDS : segmentSeconds)],
    ...['-segment_list', `file:${paths.output}/${SEGMENT_LIST}`, '-segment_list_type', 'csv'],
    ...['-segment_start_number', '1', `file:${paths.output}/%05d.ts`],
  ];
};
