import { type EncodeAudioParams, MAX_PIXELS, MAX_TRACKS, type SourceRange } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';

export const AUDIO_SAMPLE_RATE_HZ = 48_000;
export const AUDIO_CHANNELS = 2;
export const AUDIO_FILE = 'audio.mp4';

export interface AudioRequest {
  readonly range: SourceRange;
  readonly params: EncodeAudioParams;
}

/**
 * The whole sound as stereo AAC, moved to the video's clock and made exactly as long: players wait for ever on a track
 * that ends early (shared browser anchors). Pure.
 */
export const audioArguments = (
  { params, range }: AudioRequest,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
  ...['-progress', 'pipe:1', '-stats_period', '0.25'],
  ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
  ...['-map', `0:${range.trackIndex}`, '-map_metadata', '-1', '-map_chapters', '-1'],
  ...['-af', filters({ params, range }).join(',')],
  ...['-c:a', 'aac', '-b:a', String(params.bitrateBps), '-aac_coder', coderFor(params.bitrateBps)],
  ...['-ar', String(AUDIO_SAMPLE_RATE_HZ), '-ac', String(AUDIO_CHANNELS)],
  ...['-fflags', '+bitexact', '-flags:a', '+bitexact'],
  ...['-frag_duration', String(params.segmentSeconds * 1_000_000)],
  ...['-movflags', '+default_base_moof+delay_moov+skip_trailer'],
  ...['-f', 'mp4', `file:${paths.output}/${AUDIO_FILE}`],
];

/**
 * ffmpeg's own word on its AAC encoder: the fast coder is better above 64 kbit/s, and takes half the time; below it the
 * other one is. Which of them is the default has changed between versions.
 */
const coderFor = (bitrateBps: number): 'fast' | 'twoloop' => (bitrateBps > 64_000 ? 'fast' : 'twoloop');

const filters = ({ params, range }: AudioRequest): readonly string[] => [
  ...(range.startSeconds === 0 ? [] : [`asetpts=round(PTS-(${range.startSeconds})/TB)`]),
  // Sound before the first picture is cut, sound that starts later gets silence in front, holes are filled.
  `aresample=${AUDIO_SAMPLE_RATE_HZ}:async=1:first_pts=0`,
  `apad=whole_dur=${params.durationSeconds}`,
  `atrim=end=${params.durationSeconds}`,
];
