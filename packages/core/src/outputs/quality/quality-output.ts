import { z } from 'zod';
import { outputName } from '../output-name.ts';

/** How good another output of the recipe came out, and what is odd about the source. */
export const QualityOutputSchema = z.strictObject({
  kind: z.literal('quality'),
  name: outputName('quality'),
  /** Name of the output to measure, made by the same recipe; the first `hls` unless given. */
  of: z.string().max(40).nullable().default(null),
  /** What it measures is only known while that is made. */
  onDemand: z.literal(false).default(false),
});
export type QualityOutput = Readonly<z.infer<typeof QualityOutputSchema>>;
