import type { ApiKey } from '@reelmill/core';
import { printable } from '../terminal/format.ts';

/** One line, the id first, so that it can be given back to `rotate` and `revoke`. */
export const describeKey = (key: ApiKey): string =>
  [
    key.id,
    key.userId.padEnd(12),
    key.scope.padEnd(6),
    endOf(key).padEnd(20),
    key.lastUsedAt === null ? 'never used' : `used ${key.lastUsedAt.slice(0, 16)}Z`,
    printable(key.name),
  ].join('  ');

const endOf = ({ revokedAt, expiresAt }: ApiKey): string => {
  if (revokedAt !== null) return 'revoked';
  return expiresAt === null ? 'no end' : `to ${expiresAt.slice(0, 16)}Z`;
};

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 24 * 3600 };

/** `90d`, `12h`, `30m` or `60s` in seconds; undefined for what is none of these. */
export const parseDuration = (text: string): number | undefined => {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (UNIT_SECONDS[unit] ?? 0);
};
