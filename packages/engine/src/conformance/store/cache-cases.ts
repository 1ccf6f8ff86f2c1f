import { expect, it } from 'vitest';
import { digestOf, fingerprintOf, sampleCache } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const fingerprint = fingerprintOf('fingerprint');

export const cacheCases = (test: StoreUnderTest): void => {
  it('gives back what was put, also after opening again', async () => {
    await test.store.direct.cache.put(sampleCache());
    await test.reopen();
    expect(await test.store.direct.cache.get(fingerprint)).toEqual(sampleCache());
    expect(await test.store.direct.cache.get(fingerprintOf('none'))).toBeUndefined();
  });

  it('lets the first writer win', async () => {
    await test.store.direct.cache.put(sampleCache());
    await test.store.direct.cache.put(sampleCache({ artifactDigest: digestOf('late'), warnings: [] }));
    expect(await test.store.direct.cache.get(fingerprint)).toEqual(sampleCache());
  });

  it('keeps one whole entry of 50 put at once', async () => {
    const entries = Array.from({ length: 50 }, (_, number) =>
      sampleCache({ artifactDigest: digestOf(`${number}`), record: `${number}` }),
    );
    await Promise.all(entries.map((entry) => test.store.transaction((tx) => tx.cache.put(entry))));
    expect(entries).toContainEqual(await test.store.direct.cache.get(fingerprint));
  });

  it('forgets what is deleted, and takes it again', async () => {
    await test.store.direct.cache.put(sampleCache());
    await test.store.direct.cache.delete(fingerprint);
    await test.store.direct.cache.delete(fingerprint);
    expect(await test.store.direct.cache.get(fingerprint)).toBeUndefined();
    const again = sampleCache({ artifactDigest: digestOf('again') });
    await test.store.direct.cache.put(again);
    expect(await test.store.direct.cache.get(fingerprint)).toEqual(again);
  });
};
