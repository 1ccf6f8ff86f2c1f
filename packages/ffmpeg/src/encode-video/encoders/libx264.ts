import type { Fraction, X264Encoding } from '@reelmill/core';
import type { DecoderBuffer } from '../decoder-buffer.ts';
import { NO_KEYFRAMES_OF_ITS_OWN } from './keyframes.ts';
import { rateArguments } from './rate.ts';

/**
 * H.264. `crfVaries`: chunks behind the same header may have other rate factors, so it must not depend on them. `frameRate`
 * goes instead of what the input says. Pure.
 */
export const x264Arguments = (
  encoding: X264Encoding,
  buffer: DecoderBuffer | undefined,
  { crfVaries = false, frameRate }: { crfVaries?: boolean; frameRate?: Fraction | undefined } = {},
): readonly string[] => [
  ...['-preset', encoding.preset, ...rateArguments(encoding)],
  ...(buffer ? ['-maxrate', String(buffer.maxBitrateBps), '-bufsize', String(buffer.bufferBits)] : []),
  ...x264Params([
    ...(buffer ? [`vbv-init=${buffer.initialFill}`] : []),
    ...(frameRate ? [`fps=${frameRate.num}/${frameRate.den}`] : []),
    ...(crfVaries ? ['stitchable=1'] : []),
  ]),
  ...['-profile:v', encoding.profile],
  ...['-g', String(NO_KEYFRAMES_OF_ITS_OWN), '-keyint_min', '1', '-sc_threshold', '0'],
];

const x264Params = (params: readonly string[]): readonly string[] =>
  params.length > 0 ? ['-x264-params', params.join(':')] : [];
