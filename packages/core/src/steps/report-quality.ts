import { z } from 'zod';
import { QualityLimitSchema } from '../quality/quality-limit.ts';
import { AnalysisSchema } from './analyse.ts';
import { ChunkQualitySchema } from './measure-quality.ts';

/** Its inputs are the measurements of every chunk and rung, and the analysis of the source (`analysis`). */
export interface ReportQualityParams {
  /** Name of the output that was measured. */
  readonly of: string;
  readonly targetSsim: number | null;
}

export const RenditionQualitySchema = z.object({
  name: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** Of the pictures alone. */
  sizeBytes: z.int().nonnegative(),
  ssim: z.number(),
  /** Of the worst picture. */
  lowestSsim: z.number(),
  psnrDb: z.number(),
  vmaf: z.number().nullable(),
  /** The worst seconds, worst first, apart from each other. */
  worst: z.array(z.object({ atSeconds: z.number(), ssim: z.number() })),
  /** Chunks that stayed below the target; 0 without one. */
  chunksBelowTarget: z.int().nonnegative().default(0),
  /** What keeps them there, each said once. */
  limits: z.array(QualityLimitSchema).default([]),
});
export type RenditionQuality = Readonly<z.infer<typeof RenditionQualitySchema>>;

const TimesSchema = z.object({ count: z.int().nonnegative(), seconds: z.number() });

export const QualityFactsSchema = z.object({
  /** Address of the whole report, as JSON. */
  url: z.string(),
  of: z.string(),
  durationSeconds: z.number(),
  /** Largest first; none where the output has no pictures to compare. */
  renditions: z.array(RenditionQualitySchema),
  targetSsim: z.number().nullable(),
  /** Of all renditions together. */
  chunksBelowTarget: z.int().nonnegative(),
  source: AnalysisSchema.pick({ loudness: true }).extend({
    black: TimesSchema,
    freezes: TimesSchema,
    silences: TimesSchema,
  }),
});
export type QualityFacts = Readonly<z.infer<typeof QualityFactsSchema>>;

/** The file that facts of a report lead to. */
export const QualityReportSchema = z.object({
  of: z.string(),
  durationSeconds: z.number(),
  targetSsim: z.number().nullable(),
  renditions: z.array(
    RenditionQualitySchema.extend({
      /** Mean and worst picture of every second. */
      series: z.array(
        z.object({ atSeconds: z.int(), ssim: z.number(), lowestSsim: z.number(), psnrDb: z.number() }),
      ),
      /** The ledger: what each chunk scores, and what it took. */
      chunks: z.array(ChunkQualitySchema.omit({ seconds: true, rung: true, width: true, height: true })),
    }),
  ),
  source: AnalysisSchema,
});
export type QualityReport = Readonly<z.infer<typeof QualityReportSchema>>;
