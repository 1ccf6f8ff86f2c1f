import { expect, it } from 'vitest';
import { describeKey, parseDuration } from './describe-key.ts';

it('reads durations, and nothing that is none', () => {
  expect(['90d', '12h', '30m', '60s'].map(parseDuration)).toEqual([7_776_000, 43_200, 1800, 60]);
  expect(['', '90', 'd', '-1d', '1.5h', '1w'].map(parseDuration)).toEqual(Array(6).fill(undefined));
});

it('says on one line what a key is, with nothing in it that a terminal would obey', () => {
  const line = describeKey({
    ...{ id: 'key_1', name: 'desk\u001b[2J', userId: 'ann', scope: 'read', revokedAt: null },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-03-01T10:30:00.000Z', lastUsedAt: null },
  });
  expect(line).toMatch(/^key_1 {2}ann +read +to 2026-03-01T10:30Z +never used {2}desk/);
  expect(line).not.toContain('\u001b');
});
