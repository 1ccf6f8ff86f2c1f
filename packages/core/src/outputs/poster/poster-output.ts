import { z } from 'zod';
import { outputName } from '../output-name.ts';

/** A still picture of the source, or its cover art where it has no moving ones. */
export const PosterOutputSchema = z.strictObject({
  kind: z.literal('poster'),
  name: outputName('poster'),
  /** Where to take the still; anything shorter gives its midpoint. */
  atSeconds: z.number().min(0).max(86_400).default(1),
  /** Longest width in pixels; smaller sources keep their size. */
  maxWidth: z.int().min(16).max(3840).default(1280),
});
export type PosterOutput = Readonly<z.infer<typeof PosterOutputSchema>>;
