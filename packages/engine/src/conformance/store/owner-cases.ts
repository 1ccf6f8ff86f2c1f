import { expect, it } from 'vitest';
import {
  digestOf,
  sampleAsset,
  sampleBulk,
  sampleImport,
  sampleJob,
  sampleMultipart,
  sampleTransaction,
  sampleUpload,
  sampleWebhook,
} from './samples.ts';
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

  it('keeps what single users may have, and forgets it when it is as for everybody', async () => {
    const { owners } = test.store.direct;
    expect([await owners.quotas('ann'), await owners.withQuotas()]).toEqual([{}, []]);
    await owners.setQuotas('bob', { jobs: 2 });
    await owners.setQuotas('ann', { bytes: 5e12, videoSeconds: null });
    await owners.setQuotas('ann', { bytes: null, jobs: 0 });
    await test.reopen();
    const again = test.store.direct.owners;
    expect(await again.quotas('ann')).toEqual({ bytes: null, jobs: 0 });
    expect(await again.withQuotas()).toEqual(['ann', 'bob']);
    await again.setQuotas('ann', {});
    expect([await again.quotas('ann'), await again.withQuotas()]).toEqual([{}, ['bob']]);
  });

  it('counts what a user has, and what is announced once', async () => {
    const { assets, jobs, uploads, multiparts, transactions, replacements, owners } = test.store.direct;
    const { imports } = test.store.direct;
    expect(await owners.usage('ann')).toEqual({ bytes: 0, videoSeconds: 0, jobs: 0 });
    const probe = { durationSeconds: 7.5 } as never;
    await assets.insert(sampleAsset({ id: 'a', sourceSizeBytes: 1, probe }));
    await assets.insert(sampleAsset({ id: 'b', sourceSizeBytes: 10 }));
    await assets.insert(sampleAsset({ id: 'bobs', ownerId: 'bob', sourceSizeBytes: 5e9 }));
    await jobs.insert(sampleJob({ id: 'j1', assetId: 'a', state: 'paused' }));
    await jobs.insert(sampleJob({ id: 'j2', assetId: 'a', state: 'succeeded' }));
    await jobs.insert(sampleJob({ id: 'j3', assetId: 'bobs' }));
    const upload = { member: null, expectedDigest: null };
    await uploads.insert(sampleUpload({ ...upload, id: 'whole', lengthBytes: 100 }));
    await uploads.insert(sampleUpload({ ...upload, id: 'deferred', lengthBytes: null, offsetBytes: 1000 }));
    await uploads.insert(sampleUpload({ ...upload, id: 'part', isPart: true, lengthBytes: 1e4 }));
    await uploads.insert(sampleUpload({ ...upload, id: 'of parts', parts: ['part'], lengthBytes: 1e4 }));
    await uploads.insert(sampleUpload({ ...upload, id: 'done', state: 'complete', lengthBytes: 5e9 }));
    await multiparts.insert(sampleMultipart({ id: 'm', sizeBytes: 1e5 }));
    await multiparts.insert(sampleMultipart({ id: 'n', state: 'complete' }));
    await transactions.insert(sampleTransaction());
    await transactions.insert(sampleTransaction({ id: 'over', state: 'refused' }));
    for (const id of ['transaction_1', 'over'])
      await transactions.updateFile(id, 'frames', { digest: digestOf('zip') });
    await replacements.put({ assetId: 'b', name: 'sd', digest: digestOf('sd'), sizeBytes: 1e6 });
    await imports.insert(sampleImport({ id: 'copied', state: 'running', sizeBytes: 1e7 }));
    await imports.insert(
      sampleImport({ id: 'uploaded', state: 'running', uploadId: 'whole', sizeBytes: 100 }),
    );
    await imports.insert(sampleImport({ id: 'asked', state: 'running', sizeBytes: null }));
    await imports.insert(sampleImport({ id: 'failed', state: 'failed', sizeBytes: 5e9 }));
    expect(await owners.usage('ann')).toEqual({ bytes: 11_112_111, videoSeconds: 7.5, jobs: 7 });
    expect(await owners.usage('bob')).toEqual({ bytes: 5e9, videoSeconds: 0, jobs: 1 });
  });
};
