import { z } from 'zod';

/**
 * `faststart`: one index in front of the data, what every player and editor opens. `fragmented`: a small header, then
 * fragments that each say where they are, what Media Source Extensions take in pieces of any size.
 */
export const MP4_LAYOUTS = ['faststart', 'fragmented'] as const;
export type Mp4Layout = (typeof MP4_LAYOUTS)[number];

/** Its inputs are the chunks of one rung, the sound, or both. */
export interface MuxMp4Params {
  readonly layout: Mp4Layout;
  /** Of the file it was made from, so that whoever gets this one sees what it saves. */
  readonly sourceSizeBytes: number;
}

/** One MP4 file. */
export const Mp4FactsSchema = z.object({
  url: z.string(),
  layout: z.enum(MP4_LAYOUTS),
  /** Pixels; null for sound alone. */
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  /** Average frames per second; null for sound alone and for a single frame. */
  frameRate: z.number().nullable(),
  durationSeconds: z.number().nonnegative(),
  /** RFC 6381, of the picture and then the sound: `avc1.64001f,mp4a.40.2`. */
  codecs: z.string(),
  sizeBytes: z.int().nonnegative(),
  sourceSizeBytes: z.int().nonnegative(),
  /** Somebody put a file in its place: these are the pictures and the sound of that, as they are. */
  isReplacement: z.boolean().default(false),
});
export type Mp4Facts = Readonly<z.infer<typeof Mp4FactsSchema>>;
