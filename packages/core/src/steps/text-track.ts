import { z } from 'zod';

export interface TextTrackParams {
  /** Names the rendition, and the folder of its file. */
  readonly name: string;
  /** Of the pictures: nothing is shown behind their end. */
  readonly durationSeconds: number;
}

/** One track of text as one WebVTT file. */
export const TextFactsSchema = z.object({
  name: z.string(),
  /** Of the file, within the artifact. */
  textPath: z.string(),
  cueCount: z.int().nonnegative(),
});
export type TextFacts = Readonly<z.infer<typeof TextFactsSchema>>;
