import type { EncodeVideoParams } from '@reelmill/core';
import { type DecoderBuffer, decoderBuffer } from './decoder-buffer.ts';
import { av1Arguments } from './encoders/libsvtav1.ts';
import { vp9Arguments } from './encoders/libvpx-vp9.ts';
import { x264Arguments } from './encoders/libx264.ts';
import { x265Arguments } from './encoders/libx265.ts';
import { proresArguments } from './encoders/prores.ts';
import { hardwareArguments } from './hardware-arguments.ts';

/**
 * The encoder with its quality, on one thread, with keyframes where they are asked for and nowhere else, so that every
 * rung can be switched at every segment. Pure.
 */
export const encoderArguments = (params: EncodeVideoParams): readonly string[] => [
  ...['-c:v', params.encoding.encoder, '-threads', '1'],
  ...settings(params, decoderBuffer(params)),
];

const settings = (
  { encoding, targetSsim, frameRate }: EncodeVideoParams,
  buffer: DecoderBuffer | undefined,
): readonly string[] => {
  switch (encoding.encoder) {
    case 'libx264':
      return x264Arguments(encoding, buffer, { crfVaries: targetSsim !== undefined, frameRate });
    case 'libx265':
      return x265Arguments(encoding, buffer, frameRate);
    case 'libvpx-vp9':
      return vp9Arguments(encoding);
    case 'libsvtav1':
      return av1Arguments(encoding);
    case 'prores_ks':
      return proresArguments(encoding);
    default:
      return hardwareArguments(encoding, buffer);
  }
};
