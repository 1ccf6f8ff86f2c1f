import { expect, it } from 'vitest';
import { digestOf, sampleAsset, sampleUpload } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const uploadCases = (test: StoreUnderTest): void => {
  it('gives back what was inserted, also after opening again', async () => {
    await test.store.direct.uploads.insert(sampleUpload());
    await test.reopen();
    expect(await test.store.direct.uploads.get('upload_1')).toEqual(sampleUpload());
    expect(await test.store.direct.uploads.get('none')).toBeUndefined();
  });

  it('changes only what the patch names', async () => {
    const { uploads, assets } = test.store.direct;
    await assets.insert(sampleAsset());
    await uploads.insert(sampleUpload());
    await uploads.insert(sampleUpload({ id: 'other' }));
    const patch = { state: 'complete', digest: digestOf('d'), assetId: 'asset_1', jobId: 'job_1' } as const;
    expect(await uploads.update('upload_1', { ...patch, fileName: undefined })).toBe(true);
    expect(await uploads.get('upload_1')).toEqual({ ...sampleUpload(), ...patch });
    expect(await uploads.get('other')).toEqual(sampleUpload({ id: 'other' }));
  });

  it('says false when it is gone or in another state', async () => {
    const { uploads } = test.store.direct;
    expect(await uploads.update('none', { offsetBytes: 1 })).toBe(false);
    expect(await uploads.delete('none')).toBe(false);
    await uploads.insert(sampleUpload());
    expect(await uploads.update('upload_1', { offsetBytes: 1 }, 'complete')).toBe(false);
    expect((await uploads.get('upload_1'))?.offsetBytes).toBe(0);
    expect(await uploads.update('upload_1', {}, 'uploading')).toBe(true);
    expect(await uploads.update('upload_1', { offsetBytes: 9_000_000_000 }, 'uploading')).toBe(true);
    expect((await uploads.get('upload_1'))?.offsetBytes).toBe(9_000_000_000);
    expect(await uploads.delete('upload_1')).toBe(true);
    expect(await uploads.get('upload_1')).toBeUndefined();
  });

  it('lets exactly one of many at once complete it', async () => {
    await test.store.direct.uploads.insert(sampleUpload());
    const completed = await Promise.all(
      Array.from({ length: 20 }, () =>
        test.store.transaction((tx) => tx.uploads.update('upload_1', { state: 'complete' }, 'uploading')),
      ),
    );
    expect(completed.filter(Boolean)).toHaveLength(1);
  });

  it('gives those that are not complete', async () => {
    const { uploads } = test.store.direct;
    await uploads.insert(sampleUpload({ id: 'a' }));
    await uploads.insert(sampleUpload({ id: 'b', state: 'complete' }));
    await uploads.insert(sampleUpload({ id: 'c' }));
    expect((await uploads.unfinished()).map((upload) => upload.id).sort()).toEqual(['a', 'c']);
  });
};
