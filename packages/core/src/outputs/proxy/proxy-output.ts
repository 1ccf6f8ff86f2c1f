import { z } from 'zod';
import { ENCODER_PRESETS } from '../../steps/encode-video.ts';
import { MP4_LAYOUTS } from '../../steps/mux-mp4.ts';
import { outputName } from '../output-name.ts';

/** A review copy: one small MP4 that plays anywhere. */
export const ProxyOutputSchema = z.strictObject({
  kind: z.literal('proxy'),
  name: outputName('proxy'),
  /** In pixels, at most: nothing is enlarged. The width follows the source's shape. */
  height: z.int().min(64).max(2160).multipleOf(2).default(480),
  /** Pictures a second, at most: none is doubled. In quarters, so that segments begin on a picture. */
  frameRate: z.number().min(1).max(60).multipleOf(0.25).default(10),
  video: z
    .strictObject({
      /** x264 constant rate factor: lower is better and bigger. */
      crf: z.number().min(10).max(40).default(28),
      preset: z.enum(ENCODER_PRESETS).default('medium'),
    })
    .prefault({}),
  audio: z.strictObject({ bitrateBps: z.int().min(32_000).max(320_000).default(64_000) }).prefault({}),
  layout: z.enum(MP4_LAYOUTS).default('faststart'),
});
export type ProxyOutput = Readonly<z.infer<typeof ProxyOutputSchema>>;
