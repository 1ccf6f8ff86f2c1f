import type { PictureSize } from '../ladder/plan-ladder.ts';

/** A decode of what was encoded and the comparison with the source, in CPU seconds a pixel, measured on 720p. */
const SECONDS_PER_PIXEL = 4e-9;

/** CPU seconds of comparing pictures of a size with their source. */
export const measureWork = (frames: number, { width, height }: PictureSize): number =>
  frames * width * height * SECONDS_PER_PIXEL;
