import { z } from 'zod';
import { FAILURE_CODES, type FailureCode } from '../failure/failure.ts';
import type { ProbeParams } from './probe.ts';

export type ValidateParams = ProbeParams;

export const VERDICTS = ['ok', 'damaged-but-usable', 'unusable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What decoding finds out; what keeps a file from being read at all has a failure's code. */
export const VALIDATION_CODES = [
  'NOTHING_DECODES',
  'TRACK_UNDECODABLE',
  'TRACK_EMPTY',
  'DECODE_ERRORS',
  'CONTAINER_ERRORS',
  'TRUNCATED',
  'LENGTHS_DIFFER',
] as const;
export type ValidationCode = (typeof VALIDATION_CODES)[number] | FailureCode;

/** Times are seconds on the file's clock. */
export const ValidatedTrackSchema = z.object({
  /** As ffmpeg counts streams. */
  index: z.int().nonnegative(),
  kind: z.enum(['video', 'audio', 'text']),
  codec: z.string(),
  decodable: z.boolean(),
  /** Pictures, or blocks of sound, that came out; 0 for text, which is not decoded. */
  decodedFrames: z.int().nonnegative(),
  /** What the header says. */
  claimedSeconds: z.number().nullable(),
  /** Of what came out; null where nothing did. */
  startSeconds: z.number().nullable(),
  endSeconds: z.number().nullable(),
  errorCount: z.int().nonnegative(),
  /** The first of them. */
  errors: z.array(z.object({ atSeconds: z.number().nullable(), message: z.string() })),
});
export type ValidatedTrack = Readonly<z.infer<typeof ValidatedTrackSchema>>;

export const ValidationReportSchema = z.object({
  verdict: z.enum(VERDICTS),
  /** Why the verdict is not `ok`, the gravest first; empty when it is. */
  reasons: z.array(
    z.object({
      code: z.enum([...VALIDATION_CODES, ...(Object.keys(FAILURE_CODES) as FailureCode[])]),
      /** One sentence. */
      message: z.string(),
    }),
  ),
  /** Null where the file could not be read. */
  container: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  tracks: z.array(ValidatedTrackSchema),
});
export type ValidationReport = Readonly<z.infer<typeof ValidationReportSchema>>;

export const ValidationFactsSchema = ValidationReportSchema.extend({
  /** The same report as JSON. */
  url: z.string(),
});
export type ValidationFacts = Readonly<z.infer<typeof ValidationFactsSchema>>;
