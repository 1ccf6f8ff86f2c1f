import { expect, it } from 'vitest';
import { sampleAsset, sampleMultipart } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const multipartCases = (test: StoreUnderTest): void => {
  it('gives back what was inserted, also after opening again', async () => {
    const record = sampleMultipart();
    await test.store.direct.multiparts.insert(record);
    await test.reopen();
    expect(await test.store.direct.multiparts.get(record.id)).toEqual(record);
    expect(await test.store.direct.multiparts.get('none')).toBeUndefined();
  });

  it('changes one only while it is as expected', async () => {
    const { multiparts } = test.store.direct;
    await multiparts.insert(sampleMultipart());
    expect(await multiparts.update('upload_m', { state: 'joining' }, 'uploading')).toBe(true);
    expect(await multiparts.update('upload_m', { state: 'joining' }, 'uploading')).toBe(false);
    expect(await multiparts.update('none', {})).toBe(false);
    expect((await multiparts.get('upload_m'))?.state).toBe('joining');
  });

  it('lists those that are not complete, oldest first, and forgets what is deleted', async () => {
    const { multiparts } = test.store.direct;
    for (const [id, state] of [
      ['b', 'verified'],
      ['a', 'uploading'],
      ['c', 'complete'],
    ] as const) {
      await multiparts.insert(sampleMultipart({ id, state }));
    }
    expect((await multiparts.unfinished()).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(await multiparts.delete('b')).toBe(true);
    expect(await multiparts.delete('b')).toBe(false);
    expect((await multiparts.unfinished()).map(({ id }) => id)).toEqual(['a']);
  });

  it('names the bytes of one that is verified, and of no other', async () => {
    const { multiparts, artifacts } = test.store.direct;
    const { id, sha256 } = sampleMultipart();
    await multiparts.insert(sampleMultipart());
    expect(await artifacts.isBlobReferenced(sha256)).toBe(false);
    await multiparts.update(id, { state: 'verified' });
    expect(await artifacts.isBlobReferenced(sha256)).toBe(true);
  });

  it('goes with the asset it became, which is found by its bytes', async () => {
    const { multiparts, assets } = test.store.direct;
    const asset = sampleAsset();
    await assets.insert(asset);
    await multiparts.insert(sampleMultipart({ state: 'complete', assetId: asset.id }));
    expect(await assets.withSource(asset.sourceDigest, {})).toEqual(asset);
    expect(await assets.withSource(asset.sourceDigest, { ownerId: 'bob' })).toBeUndefined();
    await assets.delete(asset.id);
    expect(await multiparts.get('upload_m')).toBeUndefined();
    expect(await assets.withSource(asset.sourceDigest, {})).toBeUndefined();
  });
};
