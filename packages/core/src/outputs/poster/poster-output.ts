import { z } from 'zod';
import { STILL_FORMATS } from '../../steps/still.ts';
import { outputName } from '../output-name.ts';

/** Where to take a still, in seconds, or `best`: a bright and sharp picture, chosen by what is seen on it. */
export const StillTimeSchema = z.union([z.number().min(0).max(86_400), z.literal('best')]);

/** A still picture of the source, or its cover art where it has no moving ones. */
export const PosterOutputSchema = z.strictObject({
  kind: z.literal('poster'),
  name: outputName('poster'),
  /** Anything shorter gives its midpoint. */
  atSeconds: StillTimeSchema.default(1),
  /** Longest width in pixels; smaller sources keep their size. */
  maxWidth: z.int().min(16).max(3840).default(1280),
  format: z.enum(STILL_FORMATS).default('jpeg'),
});
export type PosterOutput = Readonly<z.infer<typeof PosterOutputSchema>>;
