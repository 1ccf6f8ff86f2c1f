import type { EncoderPreset, HardwareEncoding, HardwareFamily, VideoEncoding } from '@reelmill/core';
import type { DecoderBuffer } from './decoder-buffer.ts';
import { NO_KEYFRAMES_OF_ITS_OWN } from './encoders/keyframes.ts';

/** Which chip an encoder's name asks for. */
export const familyOf = ({ encoder }: Pick<HardwareEncoding, 'encoder'>): HardwareFamily =>
  encoder.slice(encoder.indexOf('_') + 1) as HardwareFamily;

/** What opens the chip, in front of the inputs; the first that works. */
export const deviceArguments = (encodings: readonly VideoEncoding[]): readonly string[] =>
  encodings.some((encoding) => 'like' in encoding && familyOf(encoding) === 'vaapi')
    ? ['-init_hw_device', 'vaapi=chip', '-filter_hw_device', 'chip']
    : [];

/** How pictures get to the chip, behind all other filters. */
export const uploadFilters = (encoding: VideoEncoding): readonly string[] => {
  if (!('like' in encoding)) return [];
  const family = familyOf(encoding);
  if (family === 'vaapi') return ['format=nv12', 'hwupload'];
  return family === 'qsv' ? ['format=nv12'] : [];
};

/**
 * The chip's settings that come nearest to the software's: its quality on the chip's own scale, keyframes where they are
 * asked for and nowhere else, no pictures out of order. Pure.
 */
export const hardwareArguments = (
  encoding: HardwareEncoding,
  buffer: DecoderBuffer | undefined,
): readonly string[] => [
  ...settings[familyOf(encoding)](encoding.like, buffer),
  ...['-profile:v', profileOf(encoding), '-g', String(NO_KEYFRAMES_OF_ITS_OWN), '-bf', '0'],
  ...(encoding.like.encoder === 'libx265' ? ['-tag:v', 'hvc1'] : []),
];

type Like = HardwareEncoding['like'];

const settings: Readonly<
  Record<HardwareFamily, (like: Like, buffer: DecoderBuffer | undefined) => readonly string[]>
> = {
  nvenc: ({ preset, crf }, buffer) => [
    ...['-preset', NVENC_PRESET[preset], '-rc', 'vbr', '-cq', String(crf), '-b:v', '0'],
    ...(buffer ? ['-maxrate', String(buffer.maxBitrateBps), '-bufsize', String(buffer.bufferBits)] : []),
    ...['-forced-idr', '1', '-no-scenecut', '1'],
  ],
  // Quality alone: with a highest rate as well it would go by that one.
  qsv: ({ encoder, preset, crf }) => [
    ...['-preset', QSV_PRESET[preset], '-global_quality', String(Math.round(crf))],
    ...['-forced_idr', '1', ...(encoder === 'libx264' ? ['-adaptive_i', '0', '-look_ahead', '0'] : [])],
  ],
  // What every driver can; constant quality with a highest rate only some.
  vaapi: ({ crf }) => ['-rc_mode', 'CQP', '-qp', String(Math.round(crf))],
  videotoolbox: ({ crf }) => ['-q:v', String(videoToolboxQuality(crf)), '-allow_sw', '0', '-realtime', '0'],
};

const NVENC_PRESET: Readonly<Record<EncoderPreset, string>> = {
  ultrafast: 'p1',
  superfast: 'p2',
  veryfast: 'p3',
  faster: 'p4',
  fast: 'p4',
  medium: 'p5',
  slow: 'p6',
};
const QSV_PRESET: Readonly<Record<EncoderPreset, string>> = {
  ultrafast: 'veryfast',
  superfast: 'veryfast',
  veryfast: 'veryfast',
  faster: 'faster',
  fast: 'fast',
  medium: 'medium',
  slow: 'slow',
};

/** VideoToolbox counts from 1 up to 100, which is best: 23 becomes 63. */
const videoToolboxQuality = (crf: number): number => Math.max(1, Math.min(100, Math.round(100 - 1.6 * crf)));

const profileOf = (encoding: HardwareEncoding): string =>
  familyOf(encoding) === 'vaapi' && encoding.like.profile === 'baseline'
    ? 'constrained_baseline'
    : encoding.like.profile;
