import type { HardwareEncoder } from '../hardware/hardware.ts';
import type { PictureSize } from '../ladder/plan-ladder.ts';
import type { EncoderPreset, VideoEncoding } from '../steps/encode-video.ts';

/** CPU seconds per encoded pixel with x264 veryfast, measured (shared performance anchors): 26 s for 600 frames of five rungs. */
const SECONDS_PER_PIXEL = 1e-8;
const PRESET_COST: Readonly<Record<EncoderPreset, number>> = {
  ultrafast: 0.5,
  superfast: 0.7,
  veryfast: 1,
  faster: 1.6,
  fast: 2.2,
  medium: 2.8,
  slow: 4.5,
};
/** Measured at the same preset and size; x265 has one thread here. */
const ENCODER_COST: Readonly<Record<Exclude<VideoEncoding['encoder'], HardwareEncoder>, number>> = {
  libx264: 1,
  libx265: 4,
  'libvpx-vp9': 6,
  libsvtav1: 4.5,
  prores_ks: 5,
};

const secondsPerPixel = (encoding: VideoEncoding): number =>
  'like' in encoding
    ? SECONDS_PER_PIXEL * HARDWARE_COST
    : SECONDS_PER_PIXEL *
      ENCODER_COST[encoding.encoder] *
      ('preset' in encoding ? PRESET_COST[encoding.preset] : 1) *
      ('isCeiling' in encoding && encoding.isCeiling ? ENCODES_TO_FIT : 1);

/** A guess: decoding and scaling are what is left. */
const HARDWARE_COST = 0.3;

/** What has to have a size is encoded more than once. */
const ENCODES_TO_FIT = 2;

const STARTING_SECONDS = 0.05;

/** Estimated work of an encode, in CPU seconds. */
export const encodeWork = (frames: number, size: PictureSize, encoding: VideoEncoding): number =>
  STARTING_SECONDS + frames * size.width * size.height * secondsPerPixel(encoding);
