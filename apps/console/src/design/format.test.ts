import { describe, expect, it } from 'vitest';
import { formatClock, formatLeft, formatPercent, formatSeconds } from './format.ts';

describe('numbers as people read them', () => {
  it.each([
    [0.4, '400 ms'],
    [9.94, '9.9 s'],
    [59.7, '1 min 0 s'],
    [119.6, '2 min 0 s'],
    [3599.8, '1 h 0 min'],
    [7190, '2 h 0 min'],
  ])('%d s last %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  it.each([
    [0, 'a moment left'],
    [2.2, '3 s left'],
    [61, '1 min 5 s left'],
  ])('%d s to wait are %s', (seconds, text) => expect(formatLeft(seconds)).toBe(text));

  it('never shows 100 % before the end', () => expect(formatPercent(0.999)).toBe('99 %'));
  it('shows hours only when there are any', () => {
    expect([formatClock(5), formatClock(3723)]).toEqual(['0:05', '1:02:03']);
  });
});
