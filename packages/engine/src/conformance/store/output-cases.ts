import { beforeEach, expect, it } from 'vitest';
import { digestOf, insertJobWith, sampleJob, sampleOutput } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const outputCases = (test: StoreUnderTest): void => {
  beforeEach(async () => {
    await insertJobWith(test.store);
    await test.store.direct.jobs.insert(sampleJob({ id: 'job_2' }));
  });

  it('keeps one of each name for each job of an asset: a put replaces', async () => {
    const { outputs } = test.store.direct;
    const newer = sampleOutput({ artifactDigest: digestOf('newer'), publishedAtMs: 9 });
    await outputs.put(sampleOutput());
    await outputs.put(sampleOutput({ name: 'small', kind: 'poster' }));
    await outputs.put(sampleOutput({ jobId: 'job_2' }));
    await outputs.put(newer);
    await test.reopen();
    const both = await test.store.direct.outputs.ofJobs(['job_1', 'job_2', 'none']);
    expect(both).toHaveLength(3);
    expect(both).toContainEqual(newer);
    expect(both).toContainEqual(sampleOutput({ name: 'small', kind: 'poster' }));
    expect(both).toContainEqual(sampleOutput({ jobId: 'job_2' }));
    expect(await test.store.direct.outputs.ofJobs(['job_2'])).toEqual([sampleOutput({ jobId: 'job_2' })]);
    expect(await test.store.direct.outputs.ofJobs([])).toEqual([]);
  });
};
