import {
  type AudioCodec,
  type ContainerName,
  type ConvertAudioParams,
  MAX_PIXELS,
  MAX_TRACKS,
} from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import {
  type LoudnessFirstPass,
  normaliseFilters,
  type SoundRequest,
  soundFilters,
} from './sound-filters.ts';

export const SOUND_FILE = 'sound';

/**
 * The whole command that writes one track of sound as a file. `firstPass` is null where nothing is normalised. Pure.
 */
export const soundArguments = (
  request: SoundRequest,
  firstPass: LoudnessFirstPass | null,
  paths: { readonly input: string; readonly output: string },
): readonly string[] => {
  const { params, range } = request;
  const filters = [...soundFilters(request), ...(firstPass ? normaliseFilters(params, firstPass) : [])];
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-y'],
    ...['-progress', 'pipe:1', '-stats_period', '0.25'],
    ...inputArguments(paths.input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ...['-map', `0:${range.trackIndex}`, '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-af', filters.join(',')],
    ...codecArguments(params),
    ...['-ar', String(params.sampleRateHz), '-threads', '1'],
    ...['-fflags', '+bitexact', '-flags:a', '+bitexact'],
    ...containerArguments(params),
    `file:${paths.output}/${SOUND_FILE}`,
  ];
};

/** Bits that flac and wav keep of a sample: those of a disc, which nobody hears the end of. */
const ENCODERS: Readonly<Record<AudioCodec, readonly string[]>> = {
  aac: ['-c:a', 'aac'],
  opus: ['-c:a', 'libopus', '-application', 'audio', '-vbr', 'on'],
  mp3: ['-c:a', 'libmp3lame'],
  flac: ['-c:a', 'flac', '-compression_level', '8'],
  pcm: ['-c:a', 'pcm_s16le'],
};

const codecArguments = ({ codec, bitrateBps }: ConvertAudioParams): readonly string[] => [
  ...ENCODERS[codec],
  ...(bitrateBps === null ? [] : ['-b:a', String(bitrateBps)]),
  // Better above 64 kbit/s, and twice as fast (ffmpeg's own word on its encoder).
  ...(codec === 'aac' ? ['-aac_coder', (bitrateBps ?? 0) > 64_000 ? 'fast' : 'twoloop'] : []),
];

const MUXERS: Readonly<Partial<Record<ContainerName, readonly string[]>>> = {
  m4a: ['-movflags', '+faststart', '-f', 'ipod'],
  mp4: ['-f', 'mp4'],
  mp3: ['-write_id3v2', '0', '-id3v2_version', '0', '-f', 'mp3'],
  ogg: ['-f', 'ogg'],
  flac: ['-f', 'flac'],
  wav: ['-f', 'wav'],
};

const containerArguments = ({ container }: ConvertAudioParams): readonly string[] => {
  const muxer = MUXERS[container];
  if (!muxer) throw new Error(`sound alone is not written as ${container}`);
  return muxer;
};

/** Decodes the sound and says how loud it is, in JSON at the end of what ffmpeg logs. Pure. */
export const measureArguments = (request: SoundRequest, input: string): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-v', 'info', '-progress', 'pipe:1', '-stats_period', '0.25'],
  ...inputArguments(input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
  ...['-map', `0:${request.range.trackIndex}`],
  ...['-af', [...soundFilters(request), loudnormMeter(request.params)].join(','), '-f', 'null', '-'],
];

const loudnormMeter = ({ loudness }: ConvertAudioParams): string =>
  `loudnorm=I=${loudness?.targetLufs ?? -16}:TP=${loudness?.truePeakDbtp ?? -1}:LRA=50:print_format=json`;
