import { expect, it } from 'vitest';
import { fingerprintOf, insertJobs, insertJobWith, sampleClaim, sampleStep } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const batchCases = (test: StoreUnderTest): void => {
  const { workerId, nowMs, leaseExpiresAtMs } = sampleClaim;
  const claimOthers = async (batch = 'chunk'): Promise<readonly string[]> => {
    const claim = { jobId: 'job_1', batch, workerId, nowMs, leaseExpiresAtMs };
    return (await test.store.direct.steps.claimBatch(claim)).map((step) => step.key);
  };

  it('takes the other due steps of the batch in plan order, and of no other batch or job', async () => {
    await insertJobs(
      test.store,
      [{ id: 'job_1' }, { id: 'job_2' }],
      [
        { key: 'c', position: 3, batch: 'chunk' },
        { key: 'a', position: 1, batch: 'chunk' },
        { key: 'b', position: 2, batch: 'chunk' },
        { key: 'other', position: 0, batch: 'other' },
        { key: 'alone', position: 4 },
        { jobId: 'job_2', key: 'd', batch: 'chunk' },
      ],
    );
    expect(await claimOthers()).toEqual(['a', 'b', 'c']);
    expect(await test.store.direct.steps.get('job_1', 'a')).toMatchObject({
      state: 'running',
      epoch: 1,
      workerId,
      leaseExpiresAtMs,
    });
    expect(await claimOthers()).toEqual([]);
    expect(await claimOthers('other')).toEqual(['other']);
  });

  it('leaves what is made already, backs off, or runs elsewhere', async () => {
    await insertJobWith(test.store, [
      sampleStep({ key: 'made', batch: 'chunk', state: 'executed' }),
      sampleStep({ key: 'later', batch: 'chunk', notBeforeMs: nowMs + 1 }),
      sampleStep({ key: 'twin', batch: 'chunk', fingerprint: fingerprintOf('f') }),
      sampleStep({ key: 'running', state: 'running', fingerprint: fingerprintOf('f') }),
      sampleStep({ key: 'due', batch: 'chunk', fingerprint: fingerprintOf('g') }),
    ]);
    expect(await claimOthers()).toEqual(['due']);
  });
};
