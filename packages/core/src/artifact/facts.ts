import { z } from 'zod';
import { RenditionSchema } from '../api/output.ts';

/** What each kind of artifact says about itself, beside its files: read by the steps that build on it and by views. */

/** A rendition cut into an init segment and media segments, all kept as blobs. Paths are within the artifact. */
export const SegmentedTrackSchema = z.object({
  init: z.string(),
  /** RFC 6381. */
  codec: z.string(),
  sampleCount: z.int(),
  durationSeconds: z.number(),
  segments: z.array(z.object({ path: z.string(), durationSeconds: z.number(), sizeBytes: z.int() })),
});
export type SegmentedTrack = Readonly<z.infer<typeof SegmentedTrackSchema>>;

export const PosterFactsSchema = z.object({ path: z.string(), width: z.int(), height: z.int() });
export type PosterFacts = Readonly<z.infer<typeof PosterFactsSchema>>;

export const VideoFactsSchema = z.object({
  /** Average over what was made; null for a single frame. */
  frameRate: z.number().nullable(),
  renditions: z.array(
    z.object({ name: z.string(), width: z.int(), height: z.int(), track: SegmentedTrackSchema }),
  ),
});
export type VideoFacts = Readonly<z.infer<typeof VideoFactsSchema>>;

export const AudioFactsSchema = z.object({ channels: z.int(), track: SegmentedTrackSchema });
export type AudioFacts = Readonly<z.infer<typeof AudioFactsSchema>>;

export const HlsFactsSchema = z.object({
  /** The multivariant playlist. */
  path: z.string(),
  durationSeconds: z.number(),
  hasAudio: z.boolean(),
  renditions: z.array(RenditionSchema),
});
export type HlsFacts = Readonly<z.infer<typeof HlsFactsSchema>>;
