import { z } from 'zod';
import { AssetSchema } from '../api/asset.ts';
import { BulkSchema } from '../api/bulk.ts';
import { JobSummarySchema, StepSchema } from '../api/job.ts';
import { OutputSchema } from '../api/output.ts';
import { IdSchema, TimestampSchema } from '../api/scalars.ts';

/** Everything that can happen, once: sockets, logs, tests and the console all read this union. */
export const EventBodySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('asset.created'), asset: AssetSchema }),
  z.object({ type: z.literal('asset.updated'), asset: AssetSchema }),
  z.object({ type: z.literal('asset.deleted') }),
  /** State, stage, warnings or step counts changed. */
  z.object({ type: z.literal('job.updated'), job: JobSummarySchema }),
  /** At most one per 2 % of a job. */
  z.object({ type: z.literal('job.progress'), job: JobSummarySchema }),
  /** How a bulk job stands: at most one in half a second and bulk job, besides the events of its jobs. */
  z.object({ type: z.literal('bulk.updated'), bulk: BulkSchema }),
  z.object({ type: z.literal('step.updated'), step: StepSchema }),
  /**
   * Before an asset has its first version: an output can be used from now on, as the poster while encoding goes on.
   * A later job's outputs come all at once, with `asset.updated`.
   */
  z.object({ type: z.literal('output.published'), output: OutputSchema }),
]);
export type EventBody = Readonly<z.infer<typeof EventBodySchema>>;

export const EventSchema = z.intersection(
  z.object({
    /** Grows by one or more with every event of the service, across restarts. */
    seq: z.int().positive(),
    at: TimestampSchema,
    assetId: IdSchema.nullable(),
    jobId: IdSchema.nullable(),
    /** Who owns what it is about. */
    ownerId: z.string(),
  }),
  EventBodySchema,
);
export type ReelmillEvent = Readonly<z.infer<typeof EventSchema>>;

/** What a live socket sends: first `hello`, then events; `reset` when what was missed is no longer kept. */
export type SocketMessage =
  | { readonly type: 'hello'; readonly seq: number }
  | { readonly type: 'reset'; readonly seq: number }
  | ReelmillEvent;

export const EventsQuerySchema = z.strictObject({
  /** Last sequence number seen; everything after it is replayed. */
  since: z.coerce.number().int().min(0).optional(),
  assetId: IdSchema.optional(),
  jobId: IdSchema.optional(),
});
export type EventsQuery = z.infer<typeof EventsQuerySchema>;
