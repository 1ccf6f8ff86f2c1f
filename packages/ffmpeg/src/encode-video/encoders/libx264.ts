import type { X264Encoding } from '@reelmill/core';
import type { DecoderBuffer } from '../decoder-buffer.ts';
import { NO_KEYFRAMES_OF_ITS_OWN } from './keyframes.ts';
import { rateArguments } from './rate.ts';

/** H.264. Pure. */
export const x264Arguments = (
  encoding: X264Encoding,
  buffer: DecoderBuffer | undefined,
): readonly string[] => [
  ...['-preset', encoding.preset, ...rateArguments(encoding)],
  ...(buffer
    ? [
        ...['-maxrate', String(buffer.maxBitrateBps), '-bufsize', String(buffer.bufferBits)],
        ...['-x264-params', `vbv-init=${buffer.initialFill}`],
      ]
    : []),
  ...['-profile:v', encoding.profile],
  ...['-g', String(NO_KEYFRAMES_OF_ITS_OWN), '-keyint_min', '1', '-sc_threshold', '0'],
];
