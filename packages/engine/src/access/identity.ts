import { LOCAL_USER, type Scope } from '@reelmill/core';
import type { ApiKeyRecord } from '../ports/index.ts';

/** On whose behalf something is asked, and how much may be. */
export interface Identity {
  readonly userId: string;
  readonly scope: Scope;
  /** The key that was shown, now or at login; null where none is needed. */
  readonly keyId: string | null;
}

/** Everybody, where no keys are needed. */
export const LOCAL_IDENTITY: Identity = { userId: LOCAL_USER, scope: 'admin', keyId: null };

export const identityOfKey = ({ id, userId, scope }: ApiKeyRecord): Identity => ({
  userId,
  scope,
  keyId: id,
});

/** Whose things are seen: a user's own, or everybody's (undefined). */
export const seenBy = ({ scope, userId }: Identity): string | undefined =>
  scope === 'admin' ? undefined : userId;
