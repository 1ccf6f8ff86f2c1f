import type { ListJobsQuery } from '@reelmill/core';
import { beforeEach, expect, it } from 'vitest';
import { sampleAsset, sampleFailure, sampleJob, sampleStep } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const defaults: ListJobsQuery = { limit: 50, offset: 0 };

export const jobCases = (test: StoreUnderTest): void => {
  beforeEach(() =>
    test.store.transaction(async (tx) => {
      await tx.assets.insert(sampleAsset());
      await tx.assets.insert(sampleAsset({ id: 'asset_2' }));
    }),
  );

  it('gives back what was inserted, also after opening again', async () => {
    const full = sampleJob({
      id: 'full',
      planned: false,
      error: sampleFailure,
      warnings: ['a', 'b'],
      startedAtMs: 5,
      finishedAtMs: 6,
      progress: 1 / 3,
      etaSeconds: null,
    });
    await test.store.direct.jobs.insert(sampleJob());
    await test.store.direct.jobs.insert(full);
    await test.reopen();
    expect(await test.store.direct.jobs.get('job_1')).toEqual(sampleJob());
    expect(await test.store.direct.jobs.get('full')).toEqual(full);
    expect(await test.store.direct.jobs.get('none')).toBeUndefined();
  });

  it('changes only what the patch names', async () => {
    await test.store.direct.jobs.insert(sampleJob());
    await test.store.direct.jobs.insert(sampleJob({ id: 'other' }));
    const patch = {
      state: 'failed',
      error: sampleFailure,
      planned: false,
      etaSeconds: null,
      warnings: ['w'],
    } as const;
    expect(await test.store.direct.jobs.update('job_1', { ...patch, progress: undefined })).toBe(true);
    expect(await test.store.direct.jobs.get('job_1')).toEqual({ ...sampleJob(), ...patch });
    expect(await test.store.direct.jobs.update('job_1', { error: null })).toBe(true);
    expect(await test.store.direct.jobs.get('job_1')).toEqual({ ...sampleJob(), ...patch, error: null });
    expect(await test.store.direct.jobs.get('other')).toEqual(sampleJob({ id: 'other' }));
  });

  it('changes nothing and says false when the job is gone or in another state', async () => {
    await test.store.direct.jobs.insert(sampleJob({ state: 'running' }));
    const jobs = test.store.direct.jobs;
    expect(await jobs.update('none', { progress: 1 })).toBe(false);
    expect(await jobs.update('none', {})).toBe(false);
    expect(await jobs.update('job_1', { progress: 1 }, ['queued', 'failed'])).toBe(false);
    expect(await jobs.update('job_1', { progress: 1 }, [])).toBe(false);
    expect(await jobs.update('job_1', {}, ['queued'])).toBe(false);
    expect(await jobs.get('job_1')).toEqual(sampleJob({ state: 'running' }));
    expect(await jobs.update('job_1', {}, ['running'])).toBe(true);
    expect(await jobs.update('job_1', { state: 'cancelled' }, ['queued', 'running'])).toBe(true);
    expect((await jobs.get('job_1'))?.state).toBe('cancelled');
  });

  it('lets exactly one of many at once move it from a state', async () => {
    await test.store.direct.jobs.insert(sampleJob({ state: 'running' }));
    const moved = await Promise.all(
      Array.from({ length: 20 }, () =>
        test.store.direct.jobs.update('job_1', { state: 'cancelled' }, ['running']),
      ),
    );
    expect(moved.filter(Boolean)).toHaveLength(1);
  });

  it('lists newest first, the later insert first among equals, filtered and in pages', async () => {
    const { jobs } = test.store.direct;
    await jobs.insert(sampleJob({ id: 'z', createdAtMs: 10, state: 'failed' }));
    await jobs.insert(sampleJob({ id: 'old', createdAtMs: 5, state: 'succeeded' }));
    await jobs.insert(sampleJob({ id: 'a', createdAtMs: 10, assetId: 'asset_2', state: 'failed' }));
    const ids = async (query: Partial<ListJobsQuery>) => {
      const { items, total } = await jobs.list({ ...defaults, ...query });
      return { ids: items.map((job) => job.id), total };
    };
    expect(await ids({})).toEqual({ ids: ['a', 'z', 'old'], total: 3 });
    expect(await ids({ state: 'failed' })).toEqual({ ids: ['a', 'z'], total: 2 });
    expect(await ids({ assetId: 'asset_1' })).toEqual({ ids: ['z', 'old'], total: 2 });
    expect(await ids({ assetId: 'asset_1', state: 'failed' })).toEqual({ ids: ['z'], total: 1 });
    expect(await ids({ limit: 1, offset: 1 })).toEqual({ ids: ['z'], total: 3 });
    expect(await ids({ offset: 9 })).toEqual({ ids: [], total: 3 });
    expect(await ids({ assetId: 'none' })).toEqual({ ids: [], total: 0 });
    expect((await jobs.list({ ...defaults, limit: 1 })).items[0]).toEqual(
      sampleJob({ id: 'a', createdAtMs: 10, assetId: 'asset_2', state: 'failed' }),
    );
  });

  it('gives the newest job of each asset that has one', async () => {
    const { jobs } = test.store.direct;
    await jobs.insert(sampleJob({ id: 'z', createdAtMs: 10 }));
    await jobs.insert(sampleJob({ id: 'b', createdAtMs: 10 }));
    await jobs.insert(sampleJob({ id: 'old', createdAtMs: 9 }));
    await jobs.insert(sampleJob({ id: 'other', assetId: 'asset_2', createdAtMs: 1 }));
    const ids = async (assetIds: readonly string[]) =>
      (await jobs.newestOf(assetIds)).map((job) => job.id).sort();
    expect(await ids(['asset_1', 'asset_2', 'none'])).toEqual(['b', 'other']);
    expect(await ids(['asset_2'])).toEqual(['other']);
    expect(await ids([])).toEqual([]);
  });

  it('gives unfinished ones oldest first', async () => {
    const { jobs } = test.store.direct;
    await jobs.insert(sampleJob({ id: 'z', state: 'queued', createdAtMs: 10 }));
    await jobs.insert(sampleJob({ id: 'b', state: 'running', createdAtMs: 10 }));
    await jobs.insert(sampleJob({ id: 'old', state: 'paused', createdAtMs: 9 }));
    for (const state of ['succeeded', 'failed', 'cancelled'] as const)
      await jobs.insert(sampleJob({ id: state, state }));
    expect((await jobs.unfinished()).map((job) => job.id)).toEqual(['old', 'z', 'b']);
  });

  it('gives unfinished ones that have nothing ready or running', async () => {
    const { jobs, steps } = test.store.direct;
    for (const [index, state] of (['ready', 'running', 'waiting', 'executed'] as const).entries()) {
      await jobs.insert(sampleJob({ id: state, createdAtMs: index }));
      await steps.insert([sampleStep({ jobId: state, state })]);
    }
    await jobs.insert(sampleJob({ id: 'stepless', createdAtMs: 9 }));
    await jobs.insert(sampleJob({ id: 'over', state: 'succeeded' }));
    expect(await jobs.idle()).toEqual(['waiting', 'executed', 'stepless']);
  });

  it('counts every state, also those without jobs', async () => {
    const { jobs } = test.store.direct;
    const none = { queued: 0, running: 0, paused: 0, succeeded: 0, failed: 0, cancelled: 0 };
    expect(await jobs.countByState({})).toEqual(none);
    await jobs.insert(sampleJob({ id: 'a', state: 'failed' }));
    await jobs.insert(sampleJob({ id: 'b', state: 'failed' }));
    await jobs.insert(sampleJob({ id: 'c', state: 'queued' }));
    expect(await jobs.countByState({})).toEqual({ ...none, failed: 2, queued: 1 });
    expect(await jobs.countByState({ ownerId: 'bob' })).toEqual(none);
  });
};
