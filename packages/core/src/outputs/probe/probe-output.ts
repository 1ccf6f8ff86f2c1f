import { z } from 'zod';
import { outputName } from '../output-name.ts';

/** Nothing but the facts of the source, which every job finds out first and the asset shows as its probe. */
export const ProbeOutputSchema = z.strictObject({
  kind: z.literal('probe'),
  name: outputName('probe'),
  /** It publishes nothing that could be asked for later. */
  onDemand: z.literal(false).default(false),
});
