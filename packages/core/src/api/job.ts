import { z } from 'zod';
import { FailureSchema } from '../failure/failure.ts';
import { LANES } from '../plan/plan.ts';
import { RecipeSchema } from '../recipe/recipe.ts';
import { DigestSchema, IdSchema, TimestampSchema } from './scalars.ts';

export const JOB_STATES = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What a job is doing, in the words a person reads: checking → preparing → encoding → packaging. */
export const JOB_STAGES = ['waiting', 'checking', 'preparing', 'encoding', 'packaging', 'done'] as const;
export type JobStage = (typeof JOB_STAGES)[number];

export const STEP_STATES = [
  'waiting',
  'ready',
  'running',
  'executed',
  'cached',
  'failed',
  'cancelled',
] as const;
export type StepState = (typeof STEP_STATES)[number];

/** Jobs of a higher priority go first; those of the same take turns. */
export const PrioritySchema = z.int().min(-10).max(10);

export const JobSummarySchema = z.object({
  id: IdSchema,
  assetId: IdSchema,
  assetName: z.string(),
  /** Preset name, or `custom`. */
  recipeName: z.string(),
  priority: PrioritySchema,
  state: z.enum(JOB_STATES),
  stage: z.enum(JOB_STAGES),
  /** 0 to 1, weighted by work, never decreasing; 1 only when succeeded. */
  progress: z.number().min(0).max(1),
  /** Seconds left from measured speed; null while unknown or when nothing is left. */
  etaSeconds: z.number().nonnegative().nullable(),
  error: FailureSchema.nullable(),
  warnings: z.array(z.string()),
  /**
   * What can be watched while it is being made; null before the first chunk, once the job has ended, and where the asset
   * has a version to play instead.
   */
  playable: z
    .object({
      /** A stream that grows. Another address is the same stream with more renditions: go on with it where you are. */
      url: z.string(),
      untilSeconds: z.number().positive(),
    })
    .nullable(),
  steps: z.object({
    total: z.int(),
    executed: z.int(),
    cached: z.int(),
    failed: z.int(),
  }),
  createdAt: TimestampSchema,
  startedAt: TimestampSchema.nullable(),
  finishedAt: TimestampSchema.nullable(),
});
export type JobSummary = Readonly<z.infer<typeof JobSummarySchema>>;

export const AttemptSchema = z.object({
  /** Fencing number of the lease this try held. */
  epoch: z.int().positive(),
  startedAt: TimestampSchema,
  finishedAt: TimestampSchema.nullable(),
  outcome: z.enum(['running', 'executed', 'failed', 'lost', 'cancelled']),
  error: FailureSchema.nullable(),
});
export type Attempt = Readonly<z.infer<typeof AttemptSchema>>;

export const StepSchema = z.object({
  key: z.string(),
  kind: z.string(),
  lane: z.enum(LANES),
  state: z.enum(STEP_STATES),
  progress: z.number().min(0).max(1),
  /** Share of the job's work, 0 to 1. */
  weight: z.number().min(0).max(1),
  fingerprint: DigestSchema.nullable(),
  artifactDigest: DigestSchema.nullable(),
  attempts: z.array(AttemptSchema),
  error: FailureSchema.nullable(),
  startedAt: TimestampSchema.nullable(),
  finishedAt: TimestampSchema.nullable(),
});
export type Step = Readonly<z.infer<typeof StepSchema>>;

export const JobSchema = JobSummarySchema.extend({
  recipe: RecipeSchema,
  notes: z.array(z.string()),
  stepDetails: z.array(StepSchema),
});
export type Job = Readonly<z.infer<typeof JobSchema>>;

export const CreateJobSchema = z.strictObject({
  assetId: IdSchema,
  /** A preset's name or a recipe written out. Default: `web`. */
  recipe: z.unknown().optional(),
  priority: PrioritySchema.default(0),
});
export type CreateJob = z.input<typeof CreateJobSchema>;

export const ListJobsQuerySchema = z.strictObject({
  assetId: IdSchema.optional(),
  state: z.enum(JOB_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
export type ListJobsQuery = z.infer<typeof ListJobsQuerySchema>;

export const JobPageSchema = z.object({
  items: z.array(JobSummarySchema),
  total: z.int().nonnegative(),
  limit: z.int(),
  offset: z.int(),
});
export type JobPage = Readonly<z.infer<typeof JobPageSchema>>;
