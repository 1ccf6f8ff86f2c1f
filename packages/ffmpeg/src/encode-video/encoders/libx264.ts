import type { X264Encoding } from '@reelmill/core';
import type { DecoderBuffer } from '../decoder-buffer.ts';
import { NO_KEYFRAMES_OF_ITS_OWN } from './keyframes.ts';

/** H.264. Pure. */
export const x264Arguments = (
  { preset, crf, profile }: X264Encoding,
  buffer: DecoderBuffer | undefined,
): readonly string[] => [
  ...['-preset', preset, '-crf', String(crf)],
  ...(buffer
    ? [
        ...['-maxrate', String(buffer.maxBitrateBps), '-bufsize', String(buffer.bufferBits)],
        ...['-x264-params', `vbv-init=${buffer.initialFill}`],
      ]
    : []),
  ...['-profile:v', profile],
  ...['-g', String(NO_KEYFRAMES_OF_ITS_OWN), '-keyint_min', '1', '-sc_threshold', '0'],
];
