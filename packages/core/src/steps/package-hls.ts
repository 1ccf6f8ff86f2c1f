import { z } from 'zod';
import { RunEncryptionSchema } from './segment-run.ts';

/** A track as people and players choose it. */
export interface TrackLabel {
  /** Of the rendition, and of the folder of its files. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /** BCP 47; null when the file does not say. */
  readonly language: string | null;
}

export interface TextLabel extends TrackLabel {
  /** Shown unless somebody chooses otherwise. */
  readonly isDefault: boolean;
  /** Shown to everybody who chose no other: what is said in another language than the film's. */
  readonly isForced: boolean;
}

export const StreamChapterSchema = z.object({
  title: z.string(),
  startSeconds: z.number().nonnegative(),
  endSeconds: z.number().nonnegative(),
});
/** On the stream's clock. */
export type StreamChapter = Readonly<z.infer<typeof StreamChapterSchema>>;

export interface PackageHlsParams {
  /** Sounds to choose from, the one to be heard first in front. */
  readonly audio: readonly TrackLabel[];
  readonly text: readonly TextLabel[];
  readonly chapters: readonly StreamChapter[];
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
  /** Sounds to choose from, the one to be heard first in front. */
  audio: z
    .array(
      z.object({
        name: z.string(),
        label: z.string(),
        language: z.string().nullable(),
        channels: z.int().positive(),
      }),
    )
    .default([]),
  /** Texts to choose from, each as one WebVTT file. */
  text: z
    .array(
      z.object({
        url: z.string(),
        name: z.string(),
        label: z.string(),
        language: z.string().nullable(),
        isDefault: z.boolean(),
        isForced: z.boolean(),
      }),
    )
    .default([]),
  /** In a WebVTT file as players take them, and one by one; null where the file has none. */
  chapters: z
    .object({ url: z.string(), list: z.array(StreamChapterSchema) })
    .nullable()
    .default(null),
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
