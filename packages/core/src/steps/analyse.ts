import { z } from 'zod';
import { LoudnessMeasurementSchema } from './converted-file.ts';

/** Its input is the whole source. */
export interface AnalyseParams {
  /** Stream indices; null without pictures or without sound. Not both are null. */
  readonly videoTrackIndex: number | null;
  readonly audioTrackIndex: number | null;
  /** When the first picture is shown, on the file's clock; that of sound alone. Times are counted from there. */
  readonly zeroSeconds: number;
  readonly durationSeconds: number;
}

/** What counts as an event worth reporting; shorter ones are cuts, held poses and pauses in speech. */
export const BLACK_FROM_SECONDS = 0.5;
export const FREEZE_FROM_SECONDS = 2;
export const SILENCE_FROM_SECONDS = 1;

/** In seconds from the first picture. */
export const IntervalSchema = z.object({ startSeconds: z.number(), endSeconds: z.number() });
export type Interval = Readonly<z.infer<typeof IntervalSchema>>;

/** What is odd about a source before anything was done to it. */
export const AnalysisSchema = z.object({
  durationSeconds: z.number(),
  /** Pictures that are black, 0.5 s and longer. */
  black: z.array(IntervalSchema),
  /** Pictures that do not change, 2 s and longer. */
  freezes: z.array(IntervalSchema),
  /** Sound below -50 dBFS, 1 s and longer. */
  silences: z.array(IntervalSchema),
  /** Of the first track of sound; null without sound. */
  loudness: LoudnessMeasurementSchema.nullable(),
});
export type Analysis = Readonly<z.infer<typeof AnalysisSchema>>;
