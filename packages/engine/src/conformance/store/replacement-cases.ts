import { expect, it } from 'vitest';
import { digestOf, sampleAsset } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const replacementCases = (test: StoreUnderTest): void => {
  const replacement = (assetId: string, name: string, content: string) => ({
    ...{ assetId, name, digest: digestOf(content), sizeBytes: 5_000_000_000 },
  });

  it('keeps one file an output, of which no other asset knows', async () => {
    const { assets, replacements } = test.store.direct;
    await assets.insert(sampleAsset());
    await assets.insert(sampleAsset({ id: 'asset_2' }));
    await replacements.put(replacement('asset_1', 'sd', 'first'));
    await replacements.put(replacement('asset_1', 'hd', 'one'));
    await replacements.put(replacement('asset_2', 'hd', 'other'));
    await replacements.put(replacement('asset_1', 'sd', 'second'));
    await test.reopen();
    const reopened = test.store.direct.replacements;
    expect(await reopened.ofAsset('asset_1')).toEqual([
      replacement('asset_1', 'hd', 'one'),
      replacement('asset_1', 'sd', 'second'),
    ]);
    await reopened.delete('asset_1', 'hd');
    expect((await reopened.ofAsset('asset_1')).map(({ name }) => name)).toEqual(['sd']);
    expect(await reopened.ofAsset('asset_2')).toHaveLength(1);
  });

  it('needs its bytes until it is taken away or its asset goes', async () => {
    const { assets, replacements, artifacts } = test.store.direct;
    await assets.insert(sampleAsset());
    await replacements.put(replacement('asset_1', 'sd', 'one'));
    await replacements.put(replacement('asset_1', 'hd', 'two'));
    const needs = (content: string) => artifacts.isBlobReferenced(digestOf(content));
    expect([await needs('one'), await needs('two'), await needs('three')]).toEqual([true, true, false]);
    await replacements.delete('asset_1', 'sd');
    expect([await needs('one'), await needs('two')]).toEqual([false, true]);
    await assets.delete('asset_1');
    expect(await needs('two')).toBe(false);
  });
};
