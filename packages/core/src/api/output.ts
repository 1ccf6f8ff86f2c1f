import { z } from 'zod';
import { DigestSchema, TimestampSchema } from './scalars.ts';

export const RenditionSchema = z.object({
  name: z.string(),
  /** Pixels; null for sound alone. */
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Average frames per second; null for sound alone and for a single frame. */
  frameRate: z.number().nullable(),
  codecs: z.string(),
  /** Highest segment bitrate with audio, as in the multivariant playlist's BANDWIDTH. */
  peakBitrateBps: z.int().nonnegative(),
  averageBitrateBps: z.int().nonnegative(),
  sizeBytes: z.int().nonnegative(),
});
export type Rendition = Readonly<z.infer<typeof RenditionSchema>>;

/** What an asset offers once made. */
export const OutputSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('poster'),
    url: z.string(),
    artifactDigest: DigestSchema,
    width: z.int().positive(),
    height: z.int().positive(),
    sizeBytes: z.int().nonnegative(),
    publishedAt: TimestampSchema,
  }),
  z.object({
    kind: z.literal('hls'),
    /** Address of the multivariant playlist. */
    url: z.string(),
    artifactDigest: DigestSchema,
    durationSeconds: z.number().nonnegative(),
    renditions: z.array(RenditionSchema),
    hasAudio: z.boolean(),
    sizeBytes: z.int().nonnegative(),
    publishedAt: TimestampSchema,
  }),
]);
export type Output = Readonly<z.infer<typeof OutputSchema>>;
