import { expect, it } from 'vitest';
import { sampleAsset, sampleBulk, sampleImport, sampleJob, sampleWebhook } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const page = { limit: 9, offset: 0 };

export const ownerCases = (test: StoreUnderTest): void => {
  it('lists and counts what belongs to one user, or to all', async () => {
    const { assets, jobs, bulks, imports, webhooks } = test.store.direct;
    for (const ownerId of ['ann', 'bob']) {
      await assets.insert(sampleAsset({ id: `asset_${ownerId}`, ownerId }));
      await jobs.insert(sampleJob({ id: `job_${ownerId}`, assetId: `asset_${ownerId}` }));
      await bulks.insert(sampleBulk({ id: `bulk_${ownerId}`, ownerId }), []);
      await imports.insert(sampleImport({ id: `import_${ownerId}`, ownerId }));
      await webhooks.insert(sampleWebhook({ id: `webhook_${ownerId}`, ownerId }));
    }
    const seenBy = async (ownerId: string | undefined) => {
      const lists = [
        await assets.list({ ...page, ownerId, sort: 'createdAt', order: 'desc' }),
        await jobs.list({ ...page, ownerId }),
        await bulks.list({ ...page, ownerId }),
        await imports.list({ ...page, ownerId }),
      ];
      const hooks = await webhooks.list({ ownerId });
      const counts = await jobs.countByState({ ownerId });
      return {
        ids: [
          ...lists.flatMap(({ items }) => items.map(({ id }) => id)),
          ...hooks.map(({ id }) => id),
        ].sort(),
        totals: lists.map(({ total }) => total),
        jobs: Object.values(counts).reduce((sum, count) => sum + count),
      };
    };
    const kinds = ['asset', 'bulk', 'import', 'job', 'webhook'];
    for (const user of ['ann', 'bob']) {
      const ids = kinds.map((kind) => `${kind}_${user}`);
      expect(await seenBy(user)).toEqual({ ids, totals: [1, 1, 1, 1], jobs: 1 });
    }
    expect(await seenBy('eve')).toEqual({ ids: [], totals: [0, 0, 0, 0], jobs: 0 });
    expect(await seenBy(undefined)).toMatchObject({ totals: [2, 2, 2, 2], jobs: 2 });
  });
};
