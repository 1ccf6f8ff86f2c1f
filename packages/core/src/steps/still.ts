import { z } from 'zod';
import type { PictureParams } from './picture.ts';

export const STILL_FORMATS = ['jpeg', 'webp', 'avif'] as const;
export type StillFormat = (typeof STILL_FORMATS)[number];

export interface StillParams {
  /** Stream index of the picture or cover art. */
  readonly trackIndex: number;
  /** When the first picture is shown, on the file's clock: where `atSeconds` counts from. */
  readonly firstFrameSeconds: number;
  /** Each time gives the picture that is shown first from there on, the last one where none follows. Null for cover art. */
  readonly atSeconds: readonly number[] | null;
  /** `each` time becomes a picture; of the times for the `best` the one that shows most does. */
  readonly keep: 'each' | 'best';
  readonly format: StillFormat;
  readonly width: number;
  readonly height: number;
  readonly picture: PictureParams;
}

/** Its first picture, or its only one. */
export const PosterFactsSchema = z.object({
  url: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type PosterFacts = Readonly<z.infer<typeof PosterFactsSchema>>;

export const StillFactsSchema = PosterFactsSchema.extend({
  /** In the order they were asked for. */
  images: z
    .array(
      PosterFactsSchema.extend({
        /** From the first picture of the video; null for cover art. */
        atSeconds: z.number().nullable(),
      }),
    )
    .min(1),
});
export type StillFacts = Readonly<z.infer<typeof StillFactsSchema>>;
