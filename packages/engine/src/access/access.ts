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
  /** False while whoever reaches the server may do everything. */
  keysRequired(): boolean;
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
  let isAnyMade = await keys.any();
  return {
    keys: {
      ...keys,
      create: async (wanted) => {
        const made = await keys.create(wanted);
        isAnyMade ||= made.ok;
        return made;
      },
    },
    identityOf: async (text) => {
      const key = await keys.recognise(text);
      return key && identityOfKey(key);
    },
    sessions: createSessions({ store, apiKeys: keys, nowMs }),
    keysRequired: () => policy === 'always' || (policy === 'once-made' && isAnyMade),
  };
};
