import { type Fraction, type Hdr, masteringNumbers, type X265Encoding } from '@reelmill/core';
import type { DecoderBuffer } from '../decoder-buffer.ts';
import { NO_KEYFRAMES_OF_ITS_OWN } from './keyframes.ts';
import { rateArguments } from './rate.ts';

/**
 * HEVC, as Apple's players want it filed: settings in front of the stream alone. x265 has threads of its own besides
 * ffmpeg's, and gives other bytes on another number of cores unless it has none. `frameRate` goes instead of what the
 * input says. Pure.
 */
export const x265Arguments = (
  encoding: X265Encoding,
  buffer: DecoderBuffer | undefined,
  frameRate?: Fraction,
): readonly string[] => [
  ...['-preset', encoding.preset, ...rateArguments(encoding)],
  ...(buffer ? ['-maxrate', String(buffer.maxBitrateBps), '-bufsize', String(buffer.bufferBits)] : []),
  ...['-profile:v', encoding.profile, '-tag:v', 'hvc1'],
  ...['-g', String(NO_KEYFRAMES_OF_ITS_OWN), '-forced-idr', '1'],
  ...('hdr' in encoding ? colours(encoding.hdr) : []),
  ...[
    '-x265-params',
    [
      ...FIXED,
      ...('hdr' in encoding ? brightness(encoding.hdr) : []),
      ...(buffer ? [`vbv-init=${buffer.initialFill}`] : []),
      ...(frameRate ? [`fps=${frameRate.num}/${frameRate.den}`] : []),
    ].join(':'),
  ],
];

/** BT.2020 and its curve (ITU-R BT.2100), in the words of ffmpeg. */
const colours = ({ transfer }: Hdr): readonly string[] => [
  ...['-color_primaries', 'bt2020', '-color_trc', transfer === 'pq' ? 'smpte2084' : 'arib-std-b67'],
  ...['-colorspace', 'bt2020nc', '-color_range', 'tv'],
];

/** SEI messages in front of the stream, in x265's words and the units of ITU-T H.265 §D.3.28. */
const brightness = ({ masteringDisplay, contentLight }: Hdr): readonly string[] => [
  ...(masteringDisplay ? [`master-display=${masteringWords(masteringDisplay)}`] : []),
  ...(contentLight ? [`max-cll=${contentLight.maxCll},${contentLight.maxFall}`] : []),
];

const masteringWords = (display: NonNullable<Hdr['masteringDisplay']>): string => {
  const { chromaticities, luminances } = masteringNumbers(display);
  const points = ['G', 'B', 'R', 'WP'].map((name, index) => `${name}(${chromaticities[index]?.join(',')})`);
  return `${points.join('')}L(${luminances.join(',')})`;
};

const FIXED = [
  ...['pools=none', 'frame-threads=1', 'wpp=0', 'lookahead-slices=0'],
  // Keyframes where they are asked for, that nothing reaches over.
  ...['open-gop=0', 'min-keyint=1', 'scenecut=0'],
  ...['repeat-headers=0', 'info=0', 'log-level=error'],
];
