import { z } from 'zod';

/** Size of one picture, and how many lie beside and below each other in a full sheet. */
export interface StoryboardGrid {
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly columns: number;
  readonly rows: number;
}

export interface StoryboardKeyframes {
  readonly keepOneIn: number;
  /** The container says which packets are keyframes, and where they lie: nobody has to look into the others. */
  readonly areIndexed: boolean;
}

export interface StoryboardParams {
  readonly trackIndex: number;
  /** When the first picture is shown, on the file's clock: where all other times count from. */
  readonly firstFrameSeconds: number;
  readonly durationSeconds: number;
  /** Times wanted, ascending, the first being 0. */
  readonly atSeconds: readonly number[];
  readonly grid: StoryboardGrid;
  /**
   * Keyframes alone will do: one of `keepOneIn` is decoded, and each wanted time gets the last of these before it. Null
   * where they are too far apart, or the file so large that it costs less to jump in it than to read it.
   */
  readonly keyframes: StoryboardKeyframes | null;
  /** Clockwise. */
  readonly rotationDegrees: 0 | 90 | 180 | 270;
  readonly toneMap: boolean;
}

export const StoryboardFactsSchema = z.object({
  /** WebVTT whose cues name a sheet and the part of it to show: `sheet-1.jpg#xywh=160,0,160,90`. */
  url: z.string(),
  sheets: z.array(z.object({ url: z.string(), width: z.int().positive(), height: z.int().positive() })),
  tileWidth: z.int().positive(),
  tileHeight: z.int().positive(),
  /** How many pictures there are in all. */
  tileCount: z.int().positive(),
  durationSeconds: z.number().nonnegative(),
});
export type StoryboardFacts = Readonly<z.infer<typeof StoryboardFactsSchema>>;
