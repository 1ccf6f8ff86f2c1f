import { z } from 'zod';
import type { PictureParams } from './picture.ts';

export interface PosterParams {
  /** Stream index of the picture or cover art. */
  readonly trackIndex: number;
  /** On the file's clock; null for cover art, which has no time. */
  readonly atSeconds: number | null;
  readonly width: number;
  readonly height: number;
  readonly picture: PictureParams;
}

export const PosterFactsSchema = z.object({
  url: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type PosterFacts = Readonly<z.infer<typeof PosterFactsSchema>>;
