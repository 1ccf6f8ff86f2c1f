import { beforeEach, expect, it } from 'vitest';
import {
  digestOf,
  insertJobWith,
  sampleArtifact,
  sampleAsset,
  sampleJob,
  sampleOutput,
  sampleStep,
} from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const demandCases = (test: StoreUnderTest): void => {
  beforeEach(async () => {
    await insertJobWith(test.store);
    await test.store.direct.assets.insert(sampleAsset({ id: 'asset_2' }));
    await test.store.direct.jobs.insert(sampleJob({ id: 'job_2', assetId: 'asset_2' }));
  });

  it('keeps one rank an output, highest first over all assets, and none of an asset that is gone', async () => {
    const { demand } = test.store.direct;
    await demand.put({ assetId: 'asset_1', name: 'hls', rank: 3 });
    await demand.put({ assetId: 'asset_1', name: 'frames', rank: 9 });
    await demand.put({ assetId: 'asset_2', name: 'hls', rank: 5.5 });
    await demand.put({ assetId: 'asset_1', name: 'frames', rank: -1.25 });
    await test.reopen();
    expect(await test.store.direct.demand.ofAsset('asset_1')).toEqual([
      { assetId: 'asset_1', name: 'frames', rank: -1.25 },
      { assetId: 'asset_1', name: 'hls', rank: 3 },
    ]);
    const reopened = test.store.direct;
    expect((await reopened.demand.highest(2)).map(({ rank }) => rank)).toEqual([5.5, 3]);
    await reopened.assets.delete('asset_1');
    expect((await reopened.demand.highest(5)).map(({ assetId }) => assetId)).toEqual(['asset_2']);
  });

  it('names outputs made on demand, the least wanted first and those nobody wanted before them', async () => {
    const { outputs, demand } = test.store.direct;
    for (const [name, publishedAtMs] of [
      ['never', 9],
      ['long-ago', 8],
      ['wanted', 1],
      ['little', 2],
    ] as const) {
      await outputs.put(sampleOutput({ name, onDemand: true, publishedAtMs }));
    }
    await outputs.put(sampleOutput({ name: 'at-once' }));
    await demand.put({ assetId: 'asset_1', name: 'wanted', rank: 7 });
    await demand.put({ assetId: 'asset_1', name: 'little', rank: 2 });
    await demand.put({ assetId: 'asset_2', name: 'never', rank: 99 });
    const names = async (limit: number) => (await outputs.leastWanted(limit)).map(({ name }) => name);
    expect(await names(10)).toEqual(['long-ago', 'never', 'little', 'wanted']);
    expect(await names(1)).toEqual(['long-ago']);
    await outputs.delete('job_1', 'long-ago');
    expect(await names(1)).toEqual(['never']);
    const shared = await outputs.ofArtifact(digestOf('artifact'));
    expect(shared.map(({ name }) => name).sort()).toEqual(['at-once', 'little', 'never', 'wanted']);
  });

  it('finds what only ended jobs made on the way to an output, oldest first, and forgets it', async () => {
    const { artifacts, jobs, steps, outputs } = test.store.direct;
    const put = async (name: string, jobId: string) => {
      const entries = [{ path: 'a', digest: digestOf(name), sizeBytes: 10, mediaType: 'video/mp4' }];
      await artifacts.put(sampleArtifact({ digest: digestOf(name), entries, facts: null }));
      await steps.insert([
        sampleStep({ jobId, key: name, state: 'executed', artifactDigest: digestOf(name) }),
      ]);
    };
    await put('later', 'job_1');
    await put('earlier', 'job_2');
    await put('published', 'job_2');
    await outputs.put(sampleOutput({ jobId: 'job_2', artifactDigest: digestOf('published') }));
    expect(await artifacts.intermediates(10)).toEqual([]);
    await jobs.update('job_2', { finishedAtMs: 5 });
    expect(await artifacts.intermediates(10)).toEqual([digestOf('earlier')]);
    await jobs.update('job_1', { finishedAtMs: 6 });
    expect(await artifacts.intermediates(10)).toEqual([digestOf('earlier'), digestOf('later')]);
    expect(await artifacts.intermediates(1)).toEqual([digestOf('earlier')]);

    const before = await artifacts.totalBytes();
    await artifacts.forget(digestOf('earlier'));
    await artifacts.sweep();
    expect(await artifacts.intermediates(10)).toEqual([digestOf('later')]);
    expect(before - (await artifacts.totalBytes())).toBe(10);
  });
};
