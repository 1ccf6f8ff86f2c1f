import {
  type Downmix,
  type EncodeAudioParams,
  MAX_PIXELS,
  MAX_TRACKS,
  type SourceRange,
} from '@reelmill/core';
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

/** Held back where a sum of channels is louder than full scale, and put back in its place in time. */
const LIMITER = 'alimiter=limit=0.98:attack=5:release=50:level=false:latency=true';

/**
 * ffmpeg's mix of surround is ITU-R BS.775: the centre, which speaks, and the surrounds at -3 dB, the effects channel left
 * out; turned down for no sum, so speech stays as loud as it was. One channel is heard from both sides as loud as it is.
 */
const DOWNMIX: Readonly<Record<Downmix, readonly string[]>> = {
  none: [],
  mono: ['pan=stereo|c0=c0|c1=c0'],
  surround: ['aformat=sample_fmts=fltp', 'aformat=channel_layouts=stereo', LIMITER],
  'first-pair': ['pan=stereo|c0=c0|c1=c1'],
};

const filters = ({ params, range }: AudioRequest): readonly string[] => [
  ...(range.startSeconds === 0 ? [] : [`asetpts=round(PTS-(${range.startSeconds})/TB)`]),
  ...DOWNMIX[params.downmix],
  // Sound before the first picture is cut, sound that starts later gets silence in front, holes are filled.
  `aresample=${AUDIO_SAMPLE_RATE_HZ}:async=1:first_pts=0`,
  `apad=whole_dur=${params.durationSeconds}`,
  `atrim=end=${params.durationSeconds}`,
];
