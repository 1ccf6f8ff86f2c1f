import { expect, it } from 'vitest';
import { sampleAsset, sampleBulk, sampleJob } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const bulkCases = (test: StoreUnderTest): void => {
  const insertAssets = async (...ids: readonly string[]): Promise<void> => {
    for (const id of ids) await test.store.direct.assets.insert(sampleAsset({ id }));
  };
  const page = { limit: 10, offset: 0 };

  it('gives back what was inserted, also after opening again, with its items in their order', async () => {
    await insertAssets('a', 'b', 'c');
    const bulk = sampleBulk({ finishedAtMs: 5 });
    await test.store.direct.bulks.insert(bulk, ['c', 'a', 'b']);
    await test.reopen();
    const { bulks } = test.store.direct;
    expect(await bulks.get('bulk_1')).toEqual(bulk);
    expect(await bulks.get('none')).toBeUndefined();
    expect(await bulks.items('bulk_1', page)).toEqual({
      items: ['c', 'a', 'b'].map((assetId) => ({ assetId, jobId: null })),
      total: 3,
    });
    expect(await bulks.items('bulk_1', { limit: 1, offset: 1 })).toEqual({
      items: [{ assetId: 'a', jobId: null }],
      total: 3,
    });
  });

  it('counts items by the state of their jobs, and finds them by it', async () => {
    const { bulks, jobs } = test.store.direct;
    await insertAssets('a', 'b', 'c', 'd');
    await bulks.insert(sampleBulk(), ['a', 'b', 'c', 'd']);
    for (const [assetId, state, progress] of [
      ['a', 'running', 0.5],
      ['b', 'running', 0.25],
      ['c', 'failed', 0.9],
    ] as const) {
      await jobs.insert(sampleJob({ id: `job_${assetId}`, assetId, state, progress }));
      await bulks.assign('bulk_1', assetId, `job_${assetId}`);
    }
    const { byState, openProgress } = await bulks.counts('bulk_1');
    expect(byState).toEqual({
      ...{ waiting: 1, queued: 0, running: 2, paused: 0, succeeded: 0, failed: 1, cancelled: 0 },
    });
    expect(openProgress).toBe(0.75);
    const found = async (state: 'waiting' | 'failed') =>
      (await bulks.items('bulk_1', { ...page, state })).items.map(({ assetId }) => assetId);
    expect([await found('waiting'), await found('failed')]).toEqual([['d'], ['c']]);
  });

  it('lets go of jobs in the named states alone', async () => {
    const { bulks, jobs } = test.store.direct;
    await insertAssets('a', 'b');
    await bulks.insert(sampleBulk(), ['a', 'b']);
    for (const [assetId, state] of [
      ['a', 'failed'],
      ['b', 'succeeded'],
    ] as const) {
      await jobs.insert(sampleJob({ id: `job_${assetId}`, assetId, state }));
      await bulks.assign('bulk_1', assetId, `job_${assetId}`);
    }
    expect(await bulks.letGo('bulk_1', ['failed', 'cancelled'])).toBe(1);
    expect((await bulks.items('bulk_1', page)).items).toEqual([
      { assetId: 'a', jobId: null },
      { assetId: 'b', jobId: 'job_b' },
    ]);
  });

  it('lists newest first, and those that have not ended oldest first', async () => {
    const { bulks } = test.store.direct;
    for (const id of ['x', 'y', 'z']) await bulks.insert(sampleBulk({ id }), []);
    await bulks.update('y', { finishedAtMs: 9, cancelled: true });
    expect(await bulks.get('y')).toMatchObject({ finishedAtMs: 9, cancelled: true });
    const { items, total } = await bulks.list({ limit: 2, offset: 0 });
    expect([items.map(({ id }) => id), total]).toEqual([['z', 'y'], 3]);
    expect((await bulks.open()).map(({ id }) => id)).toEqual(['x', 'z']);
  });

  it('forgets items whose asset is deleted', async () => {
    const { assets, bulks } = test.store.direct;
    await insertAssets('a', 'b');
    await bulks.insert(sampleBulk(), ['a', 'b']);
    await assets.delete('a');
    expect((await bulks.items('bulk_1', page)).items).toEqual([{ assetId: 'b', jobId: null }]);
  });

  it('takes a thousand items', async () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `asset_${index}`);
    await test.store.transaction(async (tx) => {
      for (const id of ids) await tx.assets.insert(sampleAsset({ id }));
      await tx.bulks.insert(sampleBulk(), ids);
    });
    const { items, total } = await test.store.direct.bulks.items('bulk_1', { limit: 1000, offset: 0 });
    expect([total, items.map(({ assetId }) => assetId)]).toEqual([1000, ids]);
  });
};
