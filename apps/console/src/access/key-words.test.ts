import type { ApiKey } from '@reelmill/core';
import { expect, it } from 'vitest';
import { factsOf, stateOf } from './key-words.ts';

const key: ApiKey = {
  ...{ id: 'key_1', name: 'desk', userId: 'ann', scope: 'write', createdAt: '2026-01-01T00:00:00.000Z' },
  ...{ expiresAt: null, lastUsedAt: null, revokedAt: null },
};
const nowMs = Date.parse('2026-06-01T00:00:00.000Z');

it('says whether a key is good', () => {
  expect(stateOf(key, nowMs)).toBe('good');
  expect(stateOf({ ...key, expiresAt: '2026-06-01T00:00:01.000Z' }, nowMs)).toBe('good');
  expect(stateOf({ ...key, expiresAt: '2026-06-01T00:00:00.000Z' }, nowMs)).toBe('ended');
  expect(stateOf({ ...key, revokedAt: '2026-02-01T00:00:00.000Z' }, nowMs)).toBe('revoked');
});

it('says what a key may do and when it was used', () => {
  expect(factsOf(key)).toMatch(/^may look and change · made .* · never used$/);
  expect(factsOf({ ...key, scope: 'read', expiresAt: key.createdAt, lastUsedAt: key.createdAt })).toMatch(
    /^may look · made .* · used .* · until /,
  );
});
