import { z } from 'zod';
import { JobSummarySchema } from './job.ts';
import { OutputSchema } from './output.ts';

/** An output that is there, or the job that makes it. */
export const RequestedOutputSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('made'), output: OutputSchema }),
  z.object({ state: z.literal('making'), job: JobSummarySchema }),
]);
export type RequestedOutput = Readonly<z.infer<typeof RequestedOutputSchema>>;

/** The longest a request may be held open. */
export const MAX_WAIT_SECONDS = 60;

export const OutputQuerySchema = z.strictObject({
  /** How long to wait for an output that is still being made before answering with its job. */
  waitSeconds: z.coerce.number().min(0).max(MAX_WAIT_SECONDS).default(0),
});
