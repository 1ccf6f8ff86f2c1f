import type { ProbeParams } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import type { InputRequest } from '../input/input-request.ts';

/**
 * Decodes every track from end to end and prints a line for each picture and block of sound, with what the decoder said
 * about it on the way: only ffprobe brings the two together, and decodes on one thread for it. Pure.
 */
export const decodeArguments = (
  input: string,
  request: { readonly params: ProbeParams } & Pick<InputRequest, 'pictureFormat'>,
): readonly string[] => [
  // `repeat` keeps equal messages apart, so that they can be counted.
  ...['-hide_banner', '-v', 'repeat+error', '-show_log', '16'],
  ...['-show_entries', `frame=${FRAME_FIELDS.join(',')}:log=context,message`],
  ...['-print_format', 'compact', ...inputArguments(input, request.params, request.pictureFormat)],
];

/** The length goes by one name up to ffmpeg 5, by the other from 6 on. */
const FRAME_FIELDS = [
  'media_type',
  'stream_index',
  'best_effort_timestamp_time',
  'pkt_duration_time',
  'duration_time',
];
