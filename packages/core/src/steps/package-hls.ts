import { z } from 'zod';

export interface PackageHlsParams {
  /** Of the sound; null when the file does not say. */
  readonly language: string | null;
}

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

export const HlsFactsSchema = z.object({
  /** Address of the multivariant playlist. */
  url: z.string(),
  durationSeconds: z.number().nonnegative(),
  hasAudio: z.boolean(),
  renditions: z.array(RenditionSchema),
});
export type HlsFacts = Readonly<z.infer<typeof HlsFactsSchema>>;
