import { z } from 'zod';
import { outputName } from '../output-name.ts';

/** A report on whether the source is whole: every track is decoded from end to end. */
export const ValidationOutputSchema = z.strictObject({
  kind: z.literal('validation'),
  name: outputName('validation'),
});
export type ValidationOutput = Readonly<z.infer<typeof ValidationOutputSchema>>;
