import { describe, expect, it } from 'vitest';
import { bestOf, type GrayPicture, judgePicture } from './judge-picture.ts';

const picture = (value: (x: number, y: number) => number): GrayPicture => ({
  width: 32,
  height: 18,
  pixels: Uint8Array.from({ length: 32 * 18 }, (_, index) => value(index % 32, Math.floor(index / 32))),
});
const black = picture(() => 3);
const gray = picture(() => 128);
const white = picture((x) => (x === 5 ? 200 : 255));
const sharp = picture((x) => (x % 8 < 4 ? 60 : 190));
const blurred = picture((x) => 125 + 65 * Math.sin((x * Math.PI) / 8));

describe('the best picture', () => {
  it('is neither black, blank nor white', () => {
    const shown = [black, gray, white, sharp, blurred].map((one) => judgePicture(one).isShowable);
    expect(shown).toEqual([false, false, false, true, true]);
  });

  it('is the sharp one of two', () => {
    expect(bestOf([black, blurred, sharp, white].map(judgePicture))).toBe(2);
  });

  it('is the first of equals, and one of the unshowable where there are no others', () => {
    expect(bestOf([sharp, sharp].map(judgePicture))).toBe(0);
    expect(bestOf([black, gray].map(judgePicture))).toBe(0);
    expect(bestOf([])).toBe(-1);
  });
});
