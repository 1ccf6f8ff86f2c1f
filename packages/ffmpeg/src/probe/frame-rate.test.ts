import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageFrameRate, constantFrameRate } from './frame-rate.ts';

const grid = (rate: number, count: number, round = 0): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => (round ? Math.round(i / rate / round) * round : i / rate));

describe('constantFrameRate', () => {
  it.each([
    [24, 1, 24],
    [30_000, 1001, 30_000 / 1001],
    [25, 1, 25],
    [60, 1, 60],
    [10, 1, 10],
  ])('finds %i/%i behind timestamps rounded to milliseconds', (num, den, rate) => {
    expect(constantFrameRate(grid(rate, 300, 0.001), 0.001, [])).toEqual({ num, den });
  });

  it('takes a rate the header names when no standard one fits', () => {
    expect(constantFrameRate(grid(179 / 6, 1000), 1 / 90_000, [{ num: 179, den: 6 }])).toEqual({
      num: 179,
      den: 6,
    });
  });

  it('sees a gap as a variable rate', () => {
    const times = grid(30, 100).map((time, i) => (i > 50 ? time + 0.5 : time));
    expect(constantFrameRate(times, 1 / 90_000, [])).toBeNull();
  });

  it('claims nothing about a single frame', () => {
    expect(constantFrameRate(Float64Array.from([0]), 1 / 90_000, [])).toBeNull();
    expect(averageFrameRate(1, 0.04)).toBeNull();
  });

  it('finds no constant rate in irregular frames, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 200 }), (values) => {
        const found = constantFrameRate(Float64Array.from(values).sort(), 1 / 90_000, []);
        if (found) expect(found.num / found.den).toBeGreaterThan(0);
      }),
    );
  });
});
