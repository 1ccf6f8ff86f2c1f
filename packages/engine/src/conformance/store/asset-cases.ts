import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  digestOf,
  insertJobWith,
  sampleArtifact,
  sampleAsset,
  sampleAttempt,
  sampleJob,
  sampleOutput,
  sampleProbe,
  sampleStep,
  sampleUpload,
} from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const assetCases = (test: StoreUnderTest): void => {
  it('gives back what was inserted, also after opening again', async () => {
    const plain = sampleAsset({ id: 'plain' });
    const full = sampleAsset({
      id: 'full',
      name: 'Ñandú "quoted" \\ %_',
      metadata: { text: 'x', number: 1.5, yes: true, no: false, nothing: null },
      state: 'ready',
      probe: sampleProbe(12.34),
      currentJobId: 'job_1',
    });
    await test.store.direct.assets.insert(plain);
    await test.store.direct.assets.insert(full);
    await test.reopen();
    expect(await test.store.direct.assets.get('plain')).toEqual(plain);
    expect(await test.store.direct.assets.get('full')).toEqual(full);
    expect(await test.store.direct.assets.get('none')).toBeUndefined();
  });

  it('keeps any text and any numbers as they are', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const value = fc.oneof(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        fc.dictionary(text, value, { maxKeys: 4, noNullPrototype: true }),
        fc.nat(Number.MAX_SAFE_INTEGER),
        async (name, sourceFileName, raw, sourceSizeBytes) => {
          // JSON has no minus zero
          const metadata = JSON.parse(JSON.stringify(raw));
          count += 1;
          const asset = sampleAsset({
            id: `asset_${count}`,
            name,
            sourceFileName,
            metadata,
            sourceSizeBytes,
          });
          await test.store.direct.assets.insert(asset);
          expect(await test.store.direct.assets.get(asset.id)).toEqual(asset);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a second asset of the same id', async () => {
    await test.store.direct.assets.insert(sampleAsset());
    await expect(test.store.direct.assets.insert(sampleAsset({ name: 'other' }))).rejects.toThrow();
    expect((await test.store.direct.assets.get('asset_1'))?.name).toBe('Holiday');
  });

  it('changes only what the patch names', async () => {
    await test.store.direct.assets.insert(sampleAsset());
    await test.store.direct.assets.insert(sampleAsset({ id: 'other' }));
    const patch = {
      name: 'New',
      metadata: { a: 1 },
      probe: sampleProbe(3),
      state: 'ready',
      currentJobId: 'job_2',
      updatedAtMs: 5,
    } as const;
    expect(await test.store.direct.assets.update('asset_1', patch)).toBe(true);
    expect(await test.store.direct.assets.get('asset_1')).toEqual({ ...sampleAsset(), ...patch });
    expect(await test.store.direct.assets.update('asset_1', { probe: null, name: undefined })).toBe(true);
    expect(await test.store.direct.assets.get('asset_1')).toEqual({
      ...sampleAsset(),
      ...patch,
      probe: null,
    });
    expect(await test.store.direct.assets.get('other')).toEqual(sampleAsset({ id: 'other' }));
  });

  it('says false when there is no such asset to update or delete', async () => {
    expect(await test.store.direct.assets.update('none', { name: 'x' })).toBe(false);
    expect(await test.store.direct.assets.update('none', {})).toBe(false);
    expect(await test.store.direct.assets.delete('none')).toBe(false);
    await test.store.direct.assets.insert(sampleAsset());
    expect(await test.store.direct.assets.update('asset_1', {})).toBe(true);
    expect(await test.store.direct.assets.delete('asset_1')).toBe(true);
    expect(await test.store.direct.assets.delete('asset_1')).toBe(false);
  });

  it('removes with an asset all that belongs to it, and nothing else', async () => {
    const { store } = test;
    await insertJobWith(store, [sampleStep()]);
    await store.transaction(async (tx) => {
      await tx.attempts.insert(sampleAttempt());
      await tx.artifacts.put(sampleArtifact());
      await tx.outputs.put(sampleOutput());
      await tx.uploads.insert(
        sampleUpload({ state: 'complete', assetId: 'asset_1', digest: digestOf('source') }),
      );
      await tx.uploads.insert(sampleUpload({ id: 'unrelated' }));
      await tx.assets.insert(sampleAsset({ id: 'asset_2' }));
      await tx.jobs.insert(sampleJob({ id: 'job_2', assetId: 'asset_2' }));
      await tx.steps.insert([sampleStep({ jobId: 'job_2' })]);
      await tx.attempts.insert(sampleAttempt({ jobId: 'job_2' }));
      await tx.outputs.put(sampleOutput({ jobId: 'job_2' }));
    });

    expect(await store.transaction((tx) => tx.assets.delete('asset_1'))).toBe(true);

    expect(await store.direct.assets.get('asset_1')).toBeUndefined();
    expect(await store.direct.jobs.get('job_1')).toBeUndefined();
    expect(await store.direct.steps.ofJob('job_1')).toEqual([]);
    expect(await store.direct.attempts.ofJob('job_1')).toEqual([]);
    expect(await store.direct.outputs.ofJobs(['job_1'])).toEqual([]);
    expect(await store.direct.uploads.get('upload_1')).toBeUndefined();

    expect(await store.direct.artifacts.get(digestOf('artifact'))).toEqual(sampleArtifact());
    expect(await store.direct.uploads.get('unrelated')).toBeDefined();
    expect(await store.direct.jobs.get('job_2')).toBeDefined();
    expect(await store.direct.steps.ofJob('job_2')).toHaveLength(1);
    expect(await store.direct.attempts.ofJob('job_2')).toHaveLength(1);
    expect(await store.direct.outputs.ofJobs(['job_2'])).toHaveLength(1);
  });
};
