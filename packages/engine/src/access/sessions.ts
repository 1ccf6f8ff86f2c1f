import { err, failure, ok, type Result } from '@reelmill/core';
import type { SessionRecord, Store } from '../ports/index.ts';
import type { ApiKeys } from './api-keys.ts';
import { type Identity, identityOfKey } from './identity.ts';
import { digestOf, newSecret } from './key-text.ts';

/** Browsers that showed a key, and need not keep it. */
export interface Sessions {
  /** UNAUTHENTICATED when the key is none, or none any more. `token` is what the browser shows from then on. */
  begin(key: string): Promise<Result<OpenSession & { readonly token: string }>>;
  find(token: string): Promise<OpenSession | undefined>;
  end(token: string): Promise<void>;
}

export interface OpenSession {
  readonly identity: Identity;
  readonly expiresAtMs: number;
}

/** A week: whoever looks in every day shows the key once a week. */
const LONGEST_MS = 7 * 24 * 3600_000;

export const createSessions = ({
  store,
  apiKeys,
  nowMs = Date.now,
}: {
  readonly store: Store;
  readonly apiKeys: ApiKeys;
  readonly nowMs?: (() => number) | undefined;
}): Sessions => ({
  begin: async (text) => {
    const key = await apiKeys.recognise(text);
    if (!key) {
      return err(
        failure(
          'UNAUTHENTICATED',
          'bad-input',
          'This key is not valid; it may have expired or been revoked.',
        ),
      );
    }
    const token = newSecret();
    const createdAtMs = nowMs();
    const expiresAtMs = Math.min(createdAtMs + LONGEST_MS, key.expiresAtMs ?? Number.POSITIVE_INFINITY);
    const record: SessionRecord = { tokenDigest: digestOf(token), keyId: key.id, createdAtMs, expiresAtMs };
    await store.transaction(async (tx) => {
      await tx.sessions.forget(createdAtMs);
      await tx.sessions.insert(record);
    });
    return ok({ token, identity: identityOfKey(key), expiresAtMs });
  },

  find: async (token) => {
    const session = await store.direct.sessions.get(digestOf(token));
    if (!session || session.expiresAtMs <= nowMs()) return undefined;
    const key = await apiKeys.good(session.keyId);
    return key && { identity: identityOfKey(key), expiresAtMs: session.expiresAtMs };
  },

  end: (token) => store.direct.sessions.delete(digestOf(token)),
});
