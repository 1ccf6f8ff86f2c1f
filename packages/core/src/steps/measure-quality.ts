import { z } from 'zod';
import { QualityLimitSchema } from '../quality/quality-limit.ts';
import { QualityScoreSchema } from '../quality/quality-score.ts';
import type { EncodeVideoParams } from './encode-video.ts';

/** Its inputs are the part of the source that was encoded (`source`) and what came out (`encoded`). */
export interface MeasureQualityParams {
  /** How it was encoded: the source is brought to the rung's size and rate in the same way before the two are compared. */
  readonly encode: EncodeVideoParams;
  readonly vmaf: boolean;
}

/** One rung of one chunk against its source. */
export const ChunkQualitySchema = QualityScoreSchema.extend({
  rung: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** From the first picture of all. */
  startSeconds: z.number(),
  durationSeconds: z.number(),
  frames: z.int().positive(),
  sizeBytes: z.int().nonnegative(),
  /** The rate factor it was encoded with; null for other kinds of rate. */
  crf: z.number().nullable(),
  /** How often it was encoded before it was good enough. */
  encodes: z.int().positive(),
  /** Why it stayed below its target; null where it did not, or has none. */
  limit: QualityLimitSchema.nullable().default(null),
  seconds: z.array(QualityScoreSchema.extend({ atSeconds: z.int(), frames: z.int().positive() })),
});
export type ChunkQuality = Readonly<z.infer<typeof ChunkQualitySchema>>;
