import { z } from 'zod';
import { RenditionSchema } from '../api/output.ts';

/** What each kind of artifact says about itself, beside its files: read by the steps that build on it and by views. */

/** A run of media segments of one track, all kept as blobs behind one init segment. Paths are within the artifact. */
export const SegmentRunSchema = z.object({
  init: z.string(),
  /** RFC 6381. */
  codec: z.string(),
  sampleCount: z.int(),
  durationSeconds: z.number(),
  segments: z.array(z.object({ path: z.string(), durationSeconds: z.number(), sizeBytes: z.int() })),
});
export type SegmentRun = Readonly<z.infer<typeof SegmentRunSchema>>;

export const PosterFactsSchema = z.object({ path: z.string(), width: z.int(), height: z.int() });
export type PosterFacts = Readonly<z.infer<typeof PosterFactsSchema>>;

/** One rung of one chunk. */
export const VideoFactsSchema = z.object({
  name: z.string(),
  width: z.int(),
  height: z.int(),
  run: SegmentRunSchema,
});
export type VideoFacts = Readonly<z.infer<typeof VideoFactsSchema>>;

export const AudioFactsSchema = z.object({ channels: z.int(), run: SegmentRunSchema });
export type AudioFacts = Readonly<z.infer<typeof AudioFactsSchema>>;

export const HlsFactsSchema = z.object({
  /** The multivariant playlist. */
  path: z.string(),
  durationSeconds: z.number(),
  hasAudio: z.boolean(),
  renditions: z.array(RenditionSchema),
});
export type HlsFacts = Readonly<z.infer<typeof HlsFactsSchema>>;
