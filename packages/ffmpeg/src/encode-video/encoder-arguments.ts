import type { EncodeVideoParams } from '@reelmill/core';
import { decoderBuffer } from './decoder-buffer.ts';

/** Beyond any keyframe distance we force ourselves. */
const NO_KEYFRAMES_OF_ITS_OWN = 100_000;

/**
 * The encoder with its quality, on one thread, with keyframes where they are asked for and nowhere else, so that every
 * rung can be switched at every segment. Pure.
 */
export const encoderArguments = (params: EncodeVideoParams): readonly string[] => {
  const { encoder, preset, crf, profile } = params.encoding;
  return [
    ...['-c:v', encoder, '-threads', '1', '-preset', preset, '-crf', String(crf)],
    ...bufferArguments(params),
    ...['-profile:v', profile],
    ...['-g', String(NO_KEYFRAMES_OF_ITS_OWN), '-keyint_min', '1', '-sc_threshold', '0'],
  ];
};

const bufferArguments = (params: EncodeVideoParams): readonly string[] => {
  const buffer = decoderBuffer(params);
  if (!buffer) return [];
  const { maxBitrateBps, bufferBits, initialFill } = buffer;
  return [
    ...['-maxrate', String(maxBitrateBps), '-bufsize', String(bufferBits)],
    ...['-x264-params', `vbv-init=${initialFill}`],
  ];
};
