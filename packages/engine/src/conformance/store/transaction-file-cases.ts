import { expect, it } from 'vitest';
import { digestOf, sampleAsset, sampleFailure, sampleTransaction } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const transactionFileCases = (test: StoreUnderTest): void => {
  it('gives back what was inserted, files in order, also after opening again', async () => {
    const { transactions } = test.store.direct;
    expect(await transactions.insert(sampleTransaction())).toBe(true);
    await test.reopen();
    expect(await test.store.direct.transactions.get('transaction_1')).toEqual(sampleTransaction());
    expect(await test.store.direct.transactions.get('none')).toBeUndefined();
  });

  it('takes one a key of an owner, and any number without', async () => {
    const { transactions } = test.store.direct;
    const insert = (id: string, ownerId: string, key: string | null) =>
      transactions.insert(sampleTransaction({ id, ownerId, key }));
    expect([await insert('a', 'ann', 'k'), await insert('b', 'ann', 'k')]).toEqual([true, false]);
    expect([await insert('c', 'bob', 'k'), await insert('d', 'bob', 'l')]).toEqual([true, true]);
    expect([await insert('e', 'ann', null), await insert('f', 'ann', null)]).toEqual([true, true]);
    const found = await Promise.all(['ann', 'bob', 'eve'].map((owner) => transactions.withKey(owner, 'k')));
    expect(found.map((record) => record?.id)).toEqual(['a', 'c', undefined]);
  });

  it('changes one only while it is as expected, and of its files the one that is meant', async () => {
    const { transactions } = test.store.direct;
    await transactions.insert(sampleTransaction());
    const refused = { state: 'refused', error: sampleFailure } as const;
    expect(await transactions.update('transaction_1', refused, 'complete')).toBe(false);
    expect(await transactions.update('transaction_1', refused, 'open')).toBe(true);
    await transactions.updateFile('transaction_1', 'frames', { digest: digestOf('zip') });
    await transactions.updateFile('transaction_1', 'original', { upload: null });
    const [original, frames] = sampleTransaction().files;
    expect(await transactions.get('transaction_1')).toEqual({
      ...sampleTransaction(refused),
      files: [
        { ...original, upload: null },
        { ...frames, digest: digestOf('zip') },
      ],
    });
  });

  it('lists those that are open, oldest first, and forgets what has ended and what is deleted', async () => {
    const { transactions } = test.store.direct;
    for (const [id, state, expiresAtMs] of [
      ['b', 'open', 1],
      ['old', 'refused', 5],
      ['young', 'refused', 6],
      ['a', 'open', 9],
    ] as const) {
      await transactions.insert(sampleTransaction({ id, state, expiresAtMs }));
    }
    expect((await transactions.open()).map(({ id }) => id)).toEqual(['b', 'a']);
    await transactions.forget(5);
    expect([await transactions.get('old'), (await transactions.get('young'))?.id]).toEqual([
      undefined,
      'young',
    ]);
    expect([await transactions.delete('b'), await transactions.delete('b')]).toEqual([true, false]);
    expect((await transactions.open()).map(({ id }) => id)).toEqual(['a']);
  });

  it('needs the bytes that have arrived while it is open', async () => {
    const { transactions, artifacts } = test.store.direct;
    await transactions.insert(sampleTransaction());
    expect(await artifacts.isBlobReferenced(digestOf('zip'))).toBe(false);
    await transactions.updateFile('transaction_1', 'frames', { digest: digestOf('zip') });
    expect(await artifacts.isBlobReferenced(digestOf('zip'))).toBe(true);
    await transactions.update('transaction_1', { state: 'refused' });
    expect(await artifacts.isBlobReferenced(digestOf('zip'))).toBe(false);
  });

  it('goes with the asset it became', async () => {
    const { transactions, assets } = test.store.direct;
    const asset = sampleAsset();
    await assets.insert(asset);
    await transactions.insert(sampleTransaction({ state: 'complete', assetId: asset.id }));
    await assets.delete(asset.id);
    expect(await transactions.get('transaction_1')).toBeUndefined();
    expect(await transactions.insert(sampleTransaction())).toBe(true);
  });
};
