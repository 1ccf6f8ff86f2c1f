import type { ApiKey, Scope } from '@reelmill/core';
import { formatDate } from '../design/format.ts';

export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  read: 'look',
  write: 'look and change',
  import: 'look, change and import from the server',
  admin: 'do everything',
};

/** How a key stands, in one word. */
export const stateOf = (key: ApiKey, nowMs: number): 'good' | 'ended' | 'revoked' => {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= nowMs ? 'ended' : 'good';
};

/** What there is to say of it besides. */
export const factsOf = (key: ApiKey): string =>
  [
    `may ${SCOPE_WORDS[key.scope]}`,
    `made ${formatDate(key.createdAt)}`,
    key.lastUsedAt === null ? 'never used' : `used ${formatDate(key.lastUsedAt)}`,
    ...(key.expiresAt === null ? [] : [`until ${formatDate(key.expiresAt)}`]),
  ].join(' · ');
