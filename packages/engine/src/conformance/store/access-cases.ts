import { expect, it } from 'vitest';
import type { ApiKeyRecord } from '../../ports/index.ts';
import { digestOf } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const sampleKey = (over: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  ...{ id: 'key_1', secretDigest: digestOf('secret'), name: 'été', userId: 'ann', scope: 'write' },
  ...{ createdAtMs: 5, expiresAtMs: 9, lastUsedAtMs: null, revokedAtMs: null },
  ...over,
});

export const accessCases = (test: StoreUnderTest): void => {
  it('keeps keys, newest first, also after opening again', async () => {
    const { apiKeys } = test.store.direct;
    await apiKeys.insert(sampleKey());
    await apiKeys.insert(sampleKey({ id: 'key_0', scope: 'admin', expiresAtMs: null }));
    expect(await apiKeys.update('key_1', { lastUsedAtMs: 7, revokedAtMs: 8 })).toBe(true);
    expect(await apiKeys.update('none', {})).toBe(false);
    await test.reopen();
    const reopened = test.store.direct.apiKeys;
    expect((await reopened.list()).map(({ id }) => id)).toEqual(['key_0', 'key_1']);
    expect(await reopened.get('key_1')).toEqual(sampleKey({ lastUsedAtMs: 7, revokedAtMs: 8 }));
    expect(await reopened.get('none')).toBeUndefined();
  });

  it('keeps sessions until they are ended or have', async () => {
    const { apiKeys, sessions } = test.store.direct;
    await apiKeys.insert(sampleKey());
    const session = (name: string, expiresAtMs: number) => ({
      ...{ tokenDigest: digestOf(name), keyId: 'key_1', createdAtMs: 1, expiresAtMs },
    });
    for (const [name, end] of Object.entries({ a: 10, b: 11, c: 12 }))
      await sessions.insert(session(name, end));
    expect(await sessions.get(digestOf('b'))).toEqual(session('b', 11));
    await sessions.delete(digestOf('b'));
    await sessions.forget(10);
    const left = await Promise.all(['a', 'b', 'c'].map((name) => sessions.get(digestOf(name))));
    expect(left).toEqual([undefined, undefined, session('c', 12)]);
  });
};
