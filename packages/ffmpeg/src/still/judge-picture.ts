/** A picture as one byte of brightness for each pixel, line by line. */
export interface GrayPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface Judgement {
  /** Neither black nor blank, nor all but white. */
  readonly isShowable: boolean;
  /** Variance of the Laplacian: what blur takes away. */
  readonly sharpness: number;
}

/** Mean brightness of 0 to 255 within which a picture is neither a fade nor a flash. */
const DARKEST_MEAN = 24;
const BRIGHTEST_MEAN = 235;
/** Standard deviation of brightness below which there is nothing to see. */
const LEAST_CONTRAST = 8;

/** How much there is to see on a picture. */
export const judgePicture = ({ width, height, pixels }: GrayPicture): Judgement => {
  const { mean, variance } = momentsOf(pixels);
  const laplacian = new Float64Array(Math.max(0, width - 2) * Math.max(0, height - 2));
  const at = (offset: number): number => pixels[offset] ?? 0;
  let position = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const offset = y * width + x;
      laplacian[position] =
        at(offset - width) + at(offset + width) + at(offset - 1) + at(offset + 1) - 4 * at(offset);
      position += 1;
    }
  }
  return {
    isShowable: mean >= DARKEST_MEAN && mean <= BRIGHTEST_MEAN && Math.sqrt(variance) >= LEAST_CONTRAST,
    sharpness: momentsOf(laplacian).variance,
  };
};

/** Index of the sharpest of those that can be shown, of all when none can; the first of equals. */
export const bestOf = (judgements: readonly Judgement[]): number => {
  const showable = judgements.some(({ isShowable }) => isShowable);
  let best = -1;
  for (const [index, { isShowable, sharpness }] of judgements.entries()) {
    if (showable && !isShowable) continue;
    if (best < 0 || sharpness > (judgements[best]?.sharpness ?? 0)) best = index;
  }
  return best;
};

const momentsOf = (
  values: Uint8Array | Float64Array,
): { readonly mean: number; readonly variance: number } => {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const count = Math.max(1, values.length);
  return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
};
