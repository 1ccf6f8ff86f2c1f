import { z } from 'zod';
import type { EncodeVideoParams } from './encode-video.ts';

/** A few seconds of the source, tried at several rate factors. */
export interface SampleLadderParams {
  /** Largest first. */
  readonly rungs: readonly EncodeVideoParams[];
  readonly crfs: readonly number[];
}

export const LadderSampleSchema = z.object({
  durationSeconds: z.number().positive(),
  tries: z.array(
    z.object({
      rung: z.string(),
      crf: z.number(),
      sizeBytes: z.int(),
      /** Mean, against the source in the rung's size. */
      ssim: z.number(),
      /** Mean, scaled up to the next larger rung, against the source in that size; null for the largest. */
      upscaledSsim: z.number().nullable(),
    }),
  ),
});
export type LadderSample = Readonly<z.infer<typeof LadderSampleSchema>>;
