import { beforeEach, expect, it } from 'vitest';
import { digestOf, sampleAsset, sampleOutput } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const outputCases = (test: StoreUnderTest): void => {
  beforeEach(() =>
    test.store.transaction(async (tx) => {
      await tx.assets.insert(sampleAsset());
      await tx.assets.insert(sampleAsset({ id: 'asset_2' }));
    }),
  );

  it('keeps one of each kind for each asset: a put replaces', async () => {
    const { outputs } = test.store.direct;
    const newer = sampleOutput({ artifactDigest: digestOf('newer'), jobId: 'job_9', publishedAtMs: 9 });
    await outputs.put(sampleOutput());
    await outputs.put(sampleOutput({ kind: 'hls' }));
    await outputs.put(sampleOutput({ assetId: 'asset_2' }));
    await outputs.put(newer);
    await test.reopen();
    const both = await test.store.direct.outputs.ofAssets(['asset_1', 'asset_2', 'none']);
    expect(both).toHaveLength(3);
    expect(both).toContainEqual(newer);
    expect(both).toContainEqual(sampleOutput({ kind: 'hls' }));
    expect(both).toContainEqual(sampleOutput({ assetId: 'asset_2' }));
    expect(await test.store.direct.outputs.ofAssets(['asset_2'])).toEqual([
      sampleOutput({ assetId: 'asset_2' }),
    ]);
    expect(await test.store.direct.outputs.ofAssets([])).toEqual([]);
  });
};
