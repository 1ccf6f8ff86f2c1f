import type { HardwareEncoder } from '../hardware/hardware.ts';
import type { PictureSize } from '../ladder/plan-ladder.ts';
import type { EncoderPreset, EncodeVideoParams, VideoEncoding } from '../steps/encode-video.ts';

/** A process, its libraries and the smallest pictures. */
const PROCESS_BYTES = 60 * 2 ** 20;
/** As many pictures as HEVC may refer to, and the filters'. Measured: 7 to 15. */
const DECODER_BYTES_PER_PIXEL = 15;

/** What encoders hold of a pixel, most of it in pictures they look ahead to. Measured with one thread, rounded up. */
const X264_BYTES_PER_PIXEL: Readonly<Record<EncoderPreset, number>> = {
  ...{ ultrafast: 20, superfast: 40, veryfast: 85, faster: 110, fast: 150, medium: 180, slow: 215 },
};
const X265_BYTES_PER_PIXEL: Readonly<Record<EncoderPreset, number>> = {
  ...{ ultrafast: 115, superfast: 140, veryfast: 160, faster: 160, fast: 160, medium: 185, slow: 220 },
};
const OTHER_BYTES_PER_PIXEL: Readonly<
  Record<Exclude<VideoEncoding['encoder'], HardwareEncoder | 'libx264' | 'libx265'>, number>
> = { 'libvpx-vp9': 140, libsvtav1: 170, prores_ks: 10 };
/** A chip's pictures are in its own memory, or pass through. */
const HARDWARE_BYTES_PER_PIXEL = 10;
/** Ten bits take two bytes, but much of what is held is not pictures. */
const HDR_FACTOR = 1.5;

const bytesPerPixel = (encoding: VideoEncoding): number => {
  if ('like' in encoding) return HARDWARE_BYTES_PER_PIXEL;
  switch (encoding.encoder) {
    case 'libx264':
      return X264_BYTES_PER_PIXEL[encoding.preset];
    case 'libx265':
      return X265_BYTES_PER_PIXEL[encoding.preset] * ('hdr' in encoding ? HDR_FACTOR : 1);
    default:
      return OTHER_BYTES_PER_PIXEL[encoding.encoder];
  }
};

/** Estimated memory of one decode and the encodes it feeds, in bytes; rather too much than too little. */
export const encodeMemory = (
  decoded: PictureSize,
  encodes: readonly Pick<EncodeVideoParams, 'rung' | 'encoding'>[],
): number =>
  encodes.reduce(
    (sum, { rung, encoding }) => sum + rung.width * rung.height * bytesPerPixel(encoding),
    PROCESS_BYTES + decoded.width * decoded.height * DECODER_BYTES_PER_PIXEL,
  );
