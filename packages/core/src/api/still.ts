import { z } from 'zod';
import { STILL_FORMATS } from '../steps/still.ts';
import { DigestSchema } from './scalars.ts';

/** Widths a still can be asked for in, so that a page cannot fill a disk one pixel at a time. */
export const STILL_WIDTHS = [160, 320, 640, 1280, 1920] as const;

/** A picture of an asset's video, made while the caller waits. */
export const StillQuerySchema = z.strictObject({
  /** From the first picture, in seconds, to the millisecond. After the end it is the last picture. */
  at: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .transform((seconds) => Math.round(seconds * 1000) / 1000),
  /** In pixels; a smaller video is not enlarged. */
  width: z.coerce
    .number()
    .pipe(z.literal([...STILL_WIDTHS], { error: `must be one of ${STILL_WIDTHS.join(', ')}` }))
    .default(320),
  format: z.enum(STILL_FORMATS).default('jpeg'),
  /** The digest of the asset's source: with it the picture can never become another, and may be cached for ever. */
  source: DigestSchema.optional(),
});
export type StillQuery = z.infer<typeof StillQuerySchema>;
