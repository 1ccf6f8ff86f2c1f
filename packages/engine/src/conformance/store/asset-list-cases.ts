import type { ListAssetsQuery } from '@reelmill/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AssetRecord } from '../../ports/index.ts';
import { sampleAsset, sampleProbe } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const defaults: ListAssetsQuery = { sort: 'createdAt', order: 'desc', limit: 50, offset: 0 };

export const assetListCases = (test: StoreUnderTest): void => {
  const insert = (assets: readonly Partial<AssetRecord>[]): Promise<void> =>
    test.store.transaction(async (tx) => {
      for (const asset of assets) await tx.assets.insert(sampleAsset(asset));
    });
  const ids = async (query: Partial<ListAssetsQuery>): Promise<readonly string[]> => {
    const page = await test.store.direct.assets.list({ ...defaults, ...query });
    return page.items.map((asset) => asset.id);
  };

  it('is empty in the beginning', async () => {
    expect(await test.store.direct.assets.list(defaults)).toEqual({ items: [], total: 0 });
  });

  it('gives whole records', async () => {
    const asset = sampleAsset({ probe: sampleProbe(1), metadata: { a: null } });
    await test.store.direct.assets.insert(asset);
    expect(await test.store.direct.assets.list(defaults)).toEqual({ items: [asset], total: 1 });
  });

  it('looks for every word in the name, the file name and metadata values', async () => {
    await insert([
      { id: 'name', name: 'Summer Holiday', sourceFileName: 'a.mp4' },
      { id: 'file', name: 'x', sourceFileName: 'holiday.mov' },
      {
        id: 'meta',
        name: 'x',
        sourceFileName: 'a.mp4',
        metadata: { tag: 'our holiday', year: 2024, ok: true },
      },
      { id: 'key', name: 'x', sourceFileName: 'a.mp4', metadata: { holiday: 'no' } },
    ]);
    expect([...(await ids({ search: 'holiday' }))].sort()).toEqual(['file', 'meta', 'name']);
    expect(await ids({ search: 'holiday summer' })).toEqual(['name']);
    expect(await ids({ search: ' \t holi   MER ' })).toEqual(['name']);
    expect(await ids({ search: '2024 our' })).toEqual(['meta']);
    expect(await ids({ search: 'true' })).toEqual(['meta']);
    expect(await ids({ search: 'holiday winter' })).toEqual([]);
    expect(await ids({ search: '' })).toHaveLength(4);
    expect(await ids({ search: '   ' })).toHaveLength(4);
  });

  it('finds those of one source', async () => {
    const sourceDigest = 'd'.repeat(64);
    await insert([{ id: 'one', sourceDigest }, { id: 'other' }, { id: 'two', sourceDigest }]);
    expect(await ids({ sourceDigest })).toEqual(['two', 'one']);
    expect(await ids({ sourceDigest: 'e'.repeat(64) })).toEqual([]);
  });

  it('does not match a word across two texts', async () => {
    await insert([{ id: 'a', name: 'sum', sourceFileName: 'mer.mp4' }]);
    expect(await ids({ search: 'summer' })).toEqual([]);
  });

  it('searches without regard to case in every script', async () => {
    await insert([
      { id: 'french', name: 'ÉTÉ à Orléans' },
      { id: 'greek', name: 'Οδός' },
      { id: 'cyrillic', name: 'Москва' },
      { id: 'german', name: 'Straße' },
      { id: 'decomposed', name: 'cafe\u0301' },
    ]);
    expect(await ids({ search: 'été ORLÉANS' })).toEqual(['french']);
    expect(await ids({ search: 'ΟΔΌΣ' })).toEqual(['greek']);
    expect(await ids({ search: 'МОСК' })).toEqual(['cyrillic']);
    expect(await ids({ search: 'STRASSE' })).toEqual(['german']);
    expect(await ids({ search: 'CAFÉ' })).toEqual(['decomposed']);
  });

  it.each(['%', '_', '\\', "'", '"', '[a-c]', '*', '?', '\\%', '\\_'])(
    'takes %s in a search for itself',
    async (special) => {
      await insert([
        { id: 'with', name: `be${special}fore` },
        { id: 'without', name: 'bexfore' },
      ]);
      expect(await ids({ search: special })).toEqual(['with']);
      expect(await ids({ search: `be${special}f` })).toEqual(['with']);
    },
  );

  it('finds exactly what holds every word', async () => {
    const names = ['aB', 'b%', 'A_', 'Éa', 'ba b', '\\a'];
    await insert(names.map((name) => ({ id: name, name, sourceFileName: '' })));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'B', '%', '_', '\\', 'é', ' '), { maxLength: 4 }),
        async (letters) => {
          const search = letters.join('');
          const words = search.toLowerCase().split(' ').filter(Boolean);
          const expected = names.filter((name) => words.every((word) => name.toLowerCase().includes(word)));
          expect([...(await ids({ search }))].sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds by what was changed, not by what was there before', async () => {
    await insert([{ id: 'a', name: 'Old', metadata: { tag: 'red' } }]);
    await test.store.direct.assets.update('a', { name: 'New', metadata: { tag: 'blue' } });
    expect(await ids({ search: 'new blue' })).toEqual(['a']);
    expect(await ids({ search: 'old' })).toEqual([]);
    expect(await ids({ search: 'red' })).toEqual([]);
    await test.store.direct.assets.update('a', { state: 'ready' });
    expect(await ids({ search: 'new blue' })).toEqual(['a']);
  });

  it('filters by state and by length, both ends inclusive; an unknown length is outside every range', async () => {
    await insert([
      { id: 'short', probe: sampleProbe(2), state: 'ready' },
      { id: 'middle', probe: sampleProbe(5.5), state: 'failed' },
      { id: 'long', probe: sampleProbe(90), state: 'ready' },
      { id: 'unknown', state: 'processing' },
    ]);
    const sort = { sort: 'durationSeconds', order: 'asc' } as const;
    expect(await ids({ state: 'ready', ...sort })).toEqual(['short', 'long']);
    expect(await ids({ minDurationSeconds: 5.5, ...sort })).toEqual(['middle', 'long']);
    expect(await ids({ maxDurationSeconds: 5.5, ...sort })).toEqual(['short', 'middle']);
    expect(await ids({ minDurationSeconds: 0, ...sort })).toEqual(['short', 'middle', 'long']);
    expect(await ids({ minDurationSeconds: 3, maxDurationSeconds: 80, state: 'failed', ...sort })).toEqual([
      'middle',
    ]);
    await test.store.direct.assets.update('unknown', { probe: sampleProbe(91) });
    expect(await ids({ minDurationSeconds: 91, ...sort })).toEqual(['unknown']);
  });

  it('sorts both ways by each key: names without regard to case, unknown lengths last', async () => {
    await insert([
      { id: 'a', name: 'beta', createdAtMs: 30, sourceSizeBytes: 10_000_000_000, probe: sampleProbe(7) },
      { id: 'b', name: 'Alpha', createdAtMs: 10, sourceSizeBytes: 5, probe: sampleProbe(30) },
      { id: 'c', name: 'émile', createdAtMs: 20, sourceSizeBytes: 40, probe: null },
      { id: 'd', name: 'Émilie', createdAtMs: 40, sourceSizeBytes: 41, probe: sampleProbe(100) },
    ]);
    expect(await ids({ sort: 'createdAt', order: 'asc' })).toEqual(['b', 'c', 'a', 'd']);
    expect(await ids({ sort: 'createdAt', order: 'desc' })).toEqual(['d', 'a', 'c', 'b']);
    expect(await ids({ sort: 'name', order: 'asc' })).toEqual(['b', 'a', 'c', 'd']);
    expect(await ids({ sort: 'name', order: 'desc' })).toEqual(['d', 'c', 'a', 'b']);
    expect(await ids({ sort: 'sizeBytes', order: 'asc' })).toEqual(['b', 'c', 'd', 'a']);
    expect(await ids({ sort: 'sizeBytes', order: 'desc' })).toEqual(['a', 'd', 'c', 'b']);
    expect(await ids({ sort: 'durationSeconds', order: 'asc' })).toEqual(['a', 'b', 'd', 'c']);
    expect(await ids({ sort: 'durationSeconds', order: 'desc' })).toEqual(['d', 'b', 'a', 'c']);
  });

  it('puts the later insert first among equals when newest come first', async () => {
    await insert(['z', 'a', 'm'].map((id) => ({ id })));
    expect(await ids({})).toEqual(['m', 'a', 'z']);
    expect(await ids({ order: 'asc' })).toEqual(['z', 'a', 'm']);
  });

  it('pages without losing or repeating anything, with the total of all that match', async () => {
    await insert(
      Array.from({ length: 23 }, (_, number) => ({ id: `a${number}`, name: number < 20 ? 'yes' : 'no' })),
    );
    for (const sort of ['createdAt', 'name', 'durationSeconds', 'sizeBytes'] as const) {
      const seen: string[] = [];
      for (const offset of [0, 7, 14]) {
        const page = await test.store.direct.assets.list({
          ...defaults,
          search: 'yes',
          sort,
          limit: 7,
          offset,
        });
        expect(page.total).toBe(20);
        seen.push(...page.items.map((asset) => asset.id));
      }
      expect(seen).toHaveLength(20);
      expect(new Set(seen).size).toBe(20);
    }
    expect(await test.store.direct.assets.list({ ...defaults, search: 'yes', offset: 20 })).toEqual({
      items: [],
      total: 20,
    });
  });
};
