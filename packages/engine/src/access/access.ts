import type { Store } from '../ports/index.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { type Identity, identityOfKey } from './identity.ts';
import { createSessions, type Sessions } from './sessions.ts';

/** Who may come in: keys, sessions, and whether either is asked for. */
export interface Access {
  readonly keys: ApiKeys;
  readonly sessions: Sessions;
  /** Whom a key stands for, while it is good. */
  identityOf(key: string): Promise<Identity | undefined>;
  readonly policy: KeyPolicy;
  /** False while whoever reaches the server may do everything. */
  keysRequired(): boolean;
  /**
   * Hears when somebody may not come in any more: whoever came with this key, by itself or by a session that began with it; or,
   * with null, whoever came without. Not when a key's own time is over. Returns how to stop listening.
   */
  onShut(listener: (keyId: string | null) => void): () => void;
}

/** `once-made`: nobody is asked for a key before there is one. */
export type KeyPolicy = 'always' | 'once-made' | 'never';

export const openAccess = async ({
  store,
  policy,
  nowMs,
}: {
  readonly store: Store;
  readonly policy: KeyPolicy;
  readonly nowMs?: (() => number) | undefined;
}): Promise<Access> => {
  const keys = createApiKeys({ store, nowMs });
  const sessions = createSessions({ store, apiKeys: keys, nowMs });
  const listeners = new Set<(keyId: string | null) => void>();
  const tellShut = (keyId: string | null): void => listeners.forEach((listener) => listener(keyId));
  let isAnyMade = await keys.any();
  return {
    policy,
    keys: {
      ...keys,
      create: async (wanted) => {
        const made = await keys.create(wanted);
        const isFirst = made.ok && !isAnyMade;
        isAnyMade ||= made.ok;
        if (isFirst) tellShut(null);
        return made;
      },
      revoke: async (id) => {
        const revoked = await keys.revoke(id);
        if (revoked.ok) tellShut(id);
        return revoked;
      },
    },
    identityOf: async (text) => {
      const key = await keys.recognise(text);
      return key && identityOfKey(key);
    },
    sessions: {
      ...sessions,
      end: async (token) => {
        const open = await sessions.find(token);
        await sessions.end(token);
        if (open) tellShut(open.identity.keyId);
      },
    },
    keysRequired: () => policy === 'always' || (policy === 'once-made' && isAnyMade),
    onShut: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
