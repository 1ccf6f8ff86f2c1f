import type { FramesParams } from '@reelmill/core';

/** Bits of red, green and blue in a pixel of RGB565. */
const BITS = [5, 6, 5] as const;

/**
 * RGB888 as little-endian RGB565 whose rounding shows no bands. `ordered` adds a still pattern (Bayer, 4 × 4), which
 * compresses well and does not crawl; `error-diffusion` (Floyd and Steinberg) is finer, and moves from frame to frame.
 */
export const ditherFrame = (
  rgb: Uint8Array,
  width: number,
  dithering: Exclude<FramesParams['dithering'], 'none'>,
): Uint8Array<ArrayBuffer> => {
  const packed = new Uint8Array((rgb.length / 3) * 2);
  const quantize = dithering === 'ordered' ? ordered(width) : errorDiffusion(width);
  for (let pixel = 0; pixel * 3 < rgb.length; pixel += 1) {
    let value = 0;
    for (let channel = 0; channel < 3; channel += 1) {
      const bits = BITS[channel as 0 | 1 | 2];
      value = (value << bits) | quantize(rgb[pixel * 3 + channel] ?? 0, pixel, channel, (1 << bits) - 1);
    }
    packed[pixel * 2] = value & 0xff;
    packed[pixel * 2 + 1] = value >> 8;
  }
  return packed;
};

/** Turns a value of 0 to 255 into one of 0 to `most`; called for each channel of each pixel, row by row. */
type Quantize = (value: number, pixel: number, channel: number, most: number) => number;

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((rank) => (rank + 0.5) / 16);

const ordered =
  (width: number): Quantize =>
  (value, pixel, _channel, most) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return Math.floor((value / 255) * most + (BAYER[(y % 4) * 4 + (x % 4)] ?? 0));
  };

const errorDiffusion = (width: number): Quantize => {
  // What was rounded away before, for this row and the next; one more pixel on both sides.
  let [here, below] = [new Float32Array((width + 2) * 3), new Float32Array((width + 2) * 3)];
  return (value, pixel, channel, most) => {
    const x = pixel % width;
    if (x === 0 && channel === 0 && pixel > 0) {
      [here, below] = [below, here];
      below.fill(0);
    }
    const at = (x + 1) * 3 + channel;
    const wanted = value + (here[at] ?? 0);
    const level = Math.min(most, Math.max(0, Math.round((wanted / 255) * most)));
    const lost = wanted - (level / most) * 255;
    here[at + 3] = (here[at + 3] ?? 0) + (lost * 7) / 16;
    below[at - 3] = (below[at - 3] ?? 0) + (lost * 3) / 16;
    below[at] = (below[at] ?? 0) + (lost * 5) / 16;
    below[at + 3] = (below[at + 3] ?? 0) + lost / 16;
    return level;
  };
};
