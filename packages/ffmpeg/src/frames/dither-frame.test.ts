import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ditherFrame } from './dither-frame.ts';

const KINDS = ['ordered', 'error-diffusion'] as const;

const flat = (grey: number, pixels: number): Uint8Array => new Uint8Array(pixels * 3).fill(grey);

/** Mean of a channel of RGB565, brought to 0 to 255. */
const meanGreen = (packed: Uint8Array): number => {
  let sum = 0;
  for (let at = 0; at < packed.length; at += 2) {
    const value = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
    sum += ((value >> 5) & 63) * (255 / 63);
  }
  return sum / (packed.length / 2);
};

describe.each(KINDS)('%s dithering', (kind) => {
  it('keeps black black and white white', () => {
    expect(new Set(ditherFrame(flat(0, 64), 8, kind))).toEqual(new Set([0]));
    expect(new Set(ditherFrame(flat(255, 64), 8, kind))).toEqual(new Set([255]));
  });

  it('keeps the brightness of any grey that RGB565 does not have', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), (grey) => {
        expect(Math.abs(meanGreen(ditherFrame(flat(grey, 64 * 64), 64, kind)) - grey)).toBeLessThan(0.7);
      }),
    );
  });

  it('writes pure colours little-endian, red in the highest bits', () => {
    const colours = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255]);
    expect([...ditherFrame(colours, 3, kind)]).toEqual([0x00, 0xf8, 0xe0, 0x07, 0x1f, 0x00]);
  });
});
