import { z } from 'zod';
import { LANES } from '../plan/plan.ts';
import { IdSchema } from './scalars.ts';

/** One field of a step's fingerprint that is not as it was. */
export const FieldChangeSchema = z.object({
  /** As `params.video.crf`, `inputs.source` or `toolchain`. */
  field: z.string(),
  /** Left out where the field was not there, or is known by digests alone. */
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  /** Of a part of the source: the seconds that changed, as runs of first and last. */
  seconds: z.array(z.tuple([z.int(), z.int()])).optional(),
});
export type FieldChange = Readonly<z.infer<typeof FieldChangeSchema>>;

/**
 * - `cached`: the result is there, nothing would run.
 * - `run`: it would run.
 * - `unknown`: it is made of what would run, and runs only if that comes out differently.
 */
export const EXPECTATIONS = ['cached', 'run', 'unknown'] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

export const ExplainedStepSchema = z.object({
  key: z.string(),
  kind: z.string(),
  lane: z.enum(LANES),
  /** Estimated CPU seconds if it runs. */
  work: z.number(),
  expected: z.enum(EXPECTATIONS),
  /** Keys of the steps that have to run first; only of an `unknown` one. */
  waitsFor: z.array(z.string()),
  /** Why it would run; null for others. */
  why: z
    .object({
      /** `new`: nothing like it was made. `changed`: something like it was. `lost`: it was made, and its result is gone. */
      reason: z.enum(['new', 'changed', 'lost']),
      /** The most similar step that was made; null when there is none. */
      comparedWith: z.object({ jobId: IdSchema, stepKey: z.string() }).nullable(),
      changes: z.array(FieldChangeSchema),
    })
    .nullable(),
});
export type ExplainedStep = Readonly<z.infer<typeof ExplainedStepSchema>>;

/** What a recipe would run on a source, and why. */
export const PlanExplanationSchema = z.object({
  recipeName: z.string(),
  /** False while the source, or samples of it, have not been looked at: the steps after these are not known then. */
  isWhole: z.boolean(),
  steps: z.array(ExplainedStepSchema),
  /** Sentences about choices, such as a rung left out. */
  notes: z.array(z.string()),
});
export type PlanExplanation = Readonly<z.infer<typeof PlanExplanationSchema>>;
