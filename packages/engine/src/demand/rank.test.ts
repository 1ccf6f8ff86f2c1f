import { expect, it } from 'vitest';
import { rankAfterUse, scoreOf } from './rank.ts';

const DAY_MS = 24 * 3600_000;
const NOW_MS = Date.UTC(2026, 10, 21);

it('counts uses, those of a week ago half', () => {
  const first = rankAfterUse(undefined, 1, NOW_MS);
  expect(scoreOf(first, NOW_MS)).toBeCloseTo(1);
  expect(scoreOf(first, NOW_MS + 7 * DAY_MS)).toBeCloseTo(0.5);
  const second = rankAfterUse(first, 2, NOW_MS + 7 * DAY_MS);
  expect(scoreOf(second, NOW_MS + 7 * DAY_MS)).toBeCloseTo(2.5);
  expect(scoreOf(undefined, NOW_MS)).toBe(0);
});

it('puts what is used now before what was used more, long ago', () => {
  let old = rankAfterUse(undefined, 1, NOW_MS);
  for (let use = 0; use < 7; use += 1) old = rankAfterUse(old, 1, NOW_MS);
  const later = NOW_MS + 22 * DAY_MS;
  expect(rankAfterUse(undefined, 1, later)).toBeGreaterThan(old);
  expect(rankAfterUse(undefined, 1, NOW_MS + 20 * DAY_MS)).toBeLessThan(old);
});
