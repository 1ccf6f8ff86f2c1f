import type { PictureSize } from '../ladder/plan-ladder.ts';

/** A decode of what was encoded and the comparison with the source, in CPU seconds a pixel; scaling is not in it. */
const SECONDS_PER_PIXEL = 2.5e-9;

/** CPU seconds of comparing pictures of a size with their source. */
export const measureWork = (frames: number, { width, height }: PictureSize): number =>
  frames * width * height * SECONDS_PER_PIXEL;
