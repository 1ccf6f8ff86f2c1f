import {
  type ApiKey,
  type CreateApiKey,
  CreateApiKeySchema,
  err,
  failure,
  type NewApiKey,
  ok,
  type Result,
  type RotateApiKey,
  RotateApiKeySchema,
} from '@reelmill/core';
import { newId } from '../identity/new-id.ts';
import type { ApiKeyRecord, Store } from '../ports/index.ts';
import { digestOf, isDigestOf, keyText, newSecret, parseKey } from './key-text.ts';

/** Keys that stand for users. What they are is told once, when they are made. */
export interface ApiKeys {
  /** CONFLICT when it is the first and not an administrator's: nobody could make another. */
  create(wanted: CreateApiKey): Promise<Result<NewApiKey>>;
  /** Newest first, those that are good no more included. */
  list(): Promise<readonly ApiKey[]>;
  /** A new key for the same user and scope; the old one works a while longer, so that it can be replaced where it is used. */
  rotate(id: string, how?: RotateApiKey): Promise<Result<NewApiKey>>;
  /** At once, with every session that began with it. Again changes nothing. */
  revoke(id: string): Promise<Result<ApiKey>>;
  /** The key that a text is, while it is good; notes that it was used. */
  recognise(text: string): Promise<ApiKeyRecord | undefined>;
  /** A key by its id, while it is good. */
  good(id: string): Promise<ApiKeyRecord | undefined>;
  /** Whether one was ever made. */
  any(): Promise<boolean>;
}

const USE_NOTED_EVERY_MS = 60_000;
const noSuchKey = failure('NOT_FOUND', 'bad-input', 'There is no such key.');

export const createApiKeys = ({
  store,
  nowMs = Date.now,
}: {
  readonly store: Store;
  readonly nowMs?: (() => number) | undefined;
}): ApiKeys => {
  const isGood = ({ expiresAtMs, revokedAtMs }: ApiKeyRecord): boolean =>
    revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs());

  const noteUse = async ({ id, lastUsedAtMs }: ApiKeyRecord): Promise<void> => {
    if (lastUsedAtMs !== null && nowMs() - lastUsedAtMs < USE_NOTED_EVERY_MS) return;
    await store.transaction((tx) => tx.apiKeys.update(id, { lastUsedAtMs: nowMs() }), { durable: false });
  };

  const good = async (id: string): Promise<ApiKeyRecord | undefined> => {
    const record = await store.direct.apiKeys.get(id);
    return record && isGood(record) ? record : undefined;
  };

  return {
    create: (wanted) =>
      store.transaction(async (tx) => {
        const { name, userId, scope, expiresInSeconds } = CreateApiKeySchema.parse(wanted);
        const others = await tx.apiKeys.list();
        if (scope !== 'admin' && !others.some((key) => key.scope === 'admin' && isGood(key))) {
          return err(
            failure(
              'CONFLICT',
              'bad-input',
              'The first key must have the scope "admin": from then on keys are required, and only such a key can make others.',
            ),
          );
        }
        const made = newKey({ name, userId, scope, createdAtMs: nowMs() });
        const expiresAtMs = expiresInSeconds === undefined ? null : nowMs() + expiresInSeconds * 1000;
        const record = { ...made.record, expiresAtMs };
        await tx.apiKeys.insert(record);
        return ok({ ...apiKeyView(record), key: made.key });
      }),

    list: async () => (await store.direct.apiKeys.list()).map(apiKeyView),

    rotate: (id, how = {}) =>
      store.transaction(async (tx) => {
        const { overlapSeconds } = RotateApiKeySchema.parse(how);
        const old = await tx.apiKeys.get(id);
        if (!old) return err(noSuchKey);
        if (!isGood(old)) {
          return err(
            failure('CONFLICT', 'bad-input', 'The key has expired or was revoked; make a new one instead.'),
          );
        }
        const { name, userId, scope } = old;
        const made = newKey({ name, userId, scope, createdAtMs: nowMs() });
        const lifeMs = old.expiresAtMs === null ? null : old.expiresAtMs - old.createdAtMs;
        const record = { ...made.record, expiresAtMs: lifeMs === null ? null : nowMs() + lifeMs };
        await tx.apiKeys.insert(record);
        const endsAtMs = nowMs() + overlapSeconds * 1000;
        await tx.apiKeys.update(id, { expiresAtMs: Math.min(endsAtMs, old.expiresAtMs ?? endsAtMs) });
        return ok({ ...apiKeyView(record), key: made.key });
      }),

    revoke: (id) =>
      store.transaction(async (tx) => {
        const found = await tx.apiKeys.get(id);
        if (!found) return err(noSuchKey);
        const isLast = (await tx.apiKeys.list()).every(
          (key) => key.id === id || key.scope !== 'admin' || !isGood(key),
        );
        if (found.scope === 'admin' && isGood(found) && isLast) {
          return err(
            failure(
              'CONFLICT',
              'bad-input',
              'This is the last key with the scope "admin"; make or rotate one before you revoke it.',
            ),
          );
        }
        const revokedAtMs = found.revokedAtMs ?? nowMs();
        await tx.apiKeys.update(id, { revokedAtMs });
        return ok(apiKeyView({ ...found, revokedAtMs }));
      }),

    recognise: async (text) => {
      const parsed = parseKey(text);
      const record = parsed && (await good(parsed.id));
      if (!parsed || !record || !isDigestOf(record.secretDigest, parsed.secret)) return undefined;
      await noteUse(record);
      return record;
    },

    good,
    any: async () => (await store.direct.apiKeys.list()).length > 0,
  };
};

const newKey = (about: Pick<ApiKeyRecord, 'name' | 'userId' | 'scope' | 'createdAtMs'>) => {
  const id = newId('key');
  const secret = newSecret();
  const record: ApiKeyRecord = {
    ...{ ...about, id, secretDigest: digestOf(secret) },
    ...{ expiresAtMs: null, lastUsedAtMs: null, revokedAtMs: null },
  };
  return { record, key: keyText(id, secret) };
};

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const apiKeyView = (key: ApiKeyRecord): ApiKey => ({
  id: key.id,
  name: key.name,
  userId: key.userId,
  scope: key.scope,
  createdAt: new Date(key.createdAtMs).toISOString(),
  expiresAt: timeOf(key.expiresAtMs),
  lastUsedAt: timeOf(key.lastUsedAtMs),
  revokedAt: timeOf(key.revokedAtMs),
});
