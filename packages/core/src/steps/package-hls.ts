import { z } from 'zod';
import { RunEncryptionSchema } from './segment-run.ts';

export interface PackageHlsParams {
  /** Of the sound; null when the file does not say. */
  readonly language: string | null;
  /** A DASH manifest over the same segments. */
  readonly dash: boolean;
  /** Playlists of the keyframes alone, to show while seeking. */
  readonly iFramePlaylists: boolean;
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
  /** The same stream for DASH players; null where it was not asked for or cannot be. */
  dash: z.object({ url: z.string() }).nullable().default(null),
  /** Null for a stream that is not encrypted. */
  encryption: RunEncryptionSchema.extend({
    /** Whole-segment keys lie at `keys/0` to one less than this, seen from `url`. */
    keyCount: z.int().positive(),
    /** Where a ClearKey licence is asked for; null for whole-segment keys. */
    license: z.object({ url: z.string() }).nullable(),
  })
    .nullable()
    .default(null),
});
export type HlsFacts = Readonly<z.infer<typeof HlsFactsSchema>>;
