import { z } from 'zod';
import { STILL_FORMATS } from '../../steps/still.ts';
import { outputName } from '../output-name.ts';
import { StillTimeSchema } from '../poster/poster-output.ts';

const MOST_TIMES = 100;

/** One small still or several of them, or the cover art of a file without moving pictures. */
export const ThumbnailOutputSchema = z.strictObject({
  kind: z.literal('thumbnail'),
  name: outputName('thumbnail'),
  /** Of a single time anything shorter gives its midpoint; of a list, times after the end are left out. */
  atSeconds: z
    .union([StillTimeSchema, z.array(z.number().min(0).max(86_400)).min(1).max(MOST_TIMES)])
    .default(5),
  /** Longest width in pixels; smaller sources keep their size. */
  maxWidth: z.int().min(16).max(3840).default(320),
  format: z.enum(STILL_FORMATS).default('jpeg'),
});
export type ThumbnailOutput = Readonly<z.infer<typeof ThumbnailOutputSchema>>;
