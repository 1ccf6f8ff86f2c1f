import { describe, expect, it } from 'vitest';
import { curveOf, fewer } from './quality-curve.ts';

const second = (atSeconds: number, ssim: number) => ({
  atSeconds,
  ssim,
  lowestSsim: ssim - 0.02,
  psnrDb: 40,
});

describe('the chart of a rendition', () => {
  it('has the best at the top and a round number below the worst picture at the bottom', () => {
    const { line, floor } = curveOf([second(0, 1), second(1, 0.92)], 2);
    expect(floor).toBe(0.9);
    expect(line).toBe('M150.0 0.0L450.0 96.0');
  });

  it('keeps a short dip in a film of hours', () => {
    const series = Array.from({ length: 7200 }, (_, at) => second(at, at === 5001 ? 0.5 : 0.99));
    const points = fewer(series);
    expect(points.length).toBe(300);
    expect(Math.min(...points.map(({ ssim }) => ssim))).toBe(0.5);
  });

  it('of nothing is empty', () => {
    expect(curveOf(fewer([]), 0)).toMatchObject({ line: '', area: '' });
  });
});
