import { LANES } from '@reelmill/core';
import { expect, it } from 'vitest';
import { fingerprintOf, insertJobs, insertJobWith, sampleClaim, sampleStep } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const claimCases = (test: StoreUnderTest): void => {
  const claimKey = async (over: Partial<typeof sampleClaim> = {}): Promise<string | undefined> =>
    (await test.store.direct.steps.claim({ ...sampleClaim, ...over }))?.key;

  it('makes it running, raises the epoch, sets the lease, and leaves the rest', async () => {
    const before = sampleStep({ epoch: 4, fingerprint: fingerprintOf('f'), progress: 0.5, startedAtMs: 7 });
    await insertJobWith(test.store, [before]);
    const claimed = await test.store.direct.steps.claim(sampleClaim);
    expect(claimed).toEqual({
      ...before,
      state: 'running',
      epoch: 5,
      workerId: 'worker_1',
      leaseExpiresAtMs: 31_000,
    });
    expect(await test.store.direct.steps.get('job_1', 'probe')).toEqual(claimed);
  });

  it('gives undefined when there is none', async () => {
    expect(await claimKey()).toBeUndefined();
    await insertJobWith(test.store, [sampleStep()]);
    expect(await claimKey()).toBe('probe');
    expect(await claimKey()).toBeUndefined();
  });

  it('takes only ready steps of the lane', async () => {
    const states = ['waiting', 'running', 'executed', 'cached', 'failed', 'cancelled'] as const;
    await insertJobWith(test.store, [
      ...states.map((state) => sampleStep({ key: state, state })),
      ...LANES.filter((lane) => lane !== 'cpu').map((lane) => sampleStep({ key: lane, lane })),
    ]);
    expect(await claimKey()).toBeUndefined();
    expect((await test.store.direct.steps.claim({ ...sampleClaim, lane: 'io' }))?.key).toBe('io');
  });

  it('takes nothing before its backoff is over', async () => {
    await insertJobWith(test.store, [sampleStep({ notBeforeMs: 1_000 })]);
    expect(await claimKey({ nowMs: 999 as 1_000 })).toBeUndefined();
    expect(await claimKey()).toBe('probe');
  });

  it('passes over a step in its backoff for a later one', async () => {
    await insertJobWith(test.store, [
      sampleStep({ key: 'backing off', position: 0, notBeforeMs: 5_000 }),
      sampleStep({ key: 'due', position: 1 }),
    ]);
    expect(await claimKey()).toBe('due');
  });

  it('leaves a fingerprint that somebody is running, in whatever job or lane', async () => {
    const fingerprint = fingerprintOf('same');
    await insertJobs(
      test.store,
      [
        { id: 'first', createdAtMs: 1 },
        { id: 'second', createdAtMs: 2 },
      ],
      [
        { jobId: 'first', key: 'a', fingerprint },
        { jobId: 'second', key: 'b', fingerprint },
        { jobId: 'second', key: 'c', position: 1, fingerprint: fingerprintOf('other') },
        { jobId: 'second', key: 'd', position: 2, fingerprint, lane: 'io' },
      ],
    );
    expect(await claimKey()).toBe('a');
    expect(await claimKey()).toBe('c');
    expect(await claimKey()).toBeUndefined();
    expect(await test.store.direct.steps.claim({ ...sampleClaim, lane: 'io' })).toBeUndefined();
    await test.store.direct.steps.update('first', 'a', { state: 'failed' }, { epoch: 1 });
    expect(await claimKey()).toBe('b');
  });

  it('does not take unknown fingerprints for equal', async () => {
    await insertJobWith(test.store, [sampleStep({ key: 'a' }), sampleStep({ key: 'b', position: 1 })]);
    expect(await claimKey()).toBe('a');
    expect(await claimKey()).toBe('b');
  });

  it('takes no step of a job that is paused or has ended, nor waits for its backoff', async () => {
    await insertJobs(
      test.store,
      [
        { id: 'cancelled', state: 'cancelled', createdAtMs: 1 },
        { id: 'failed', state: 'failed', createdAtMs: 2 },
        { id: 'paused', state: 'paused', createdAtMs: 2 },
        { id: 'queued', state: 'queued', createdAtMs: 3 },
      ],
      [
        { jobId: 'cancelled', key: 'a' },
        { jobId: 'cancelled', key: 'waits', notBeforeMs: 2_000 },
        { jobId: 'failed', key: 'b' },
        { jobId: 'paused', key: 'p' },
        { jobId: 'paused', key: 'p waits', notBeforeMs: 2_000 },
        { jobId: 'queued', key: 'c' },
      ],
    );
    expect(await claimKey()).toBe('c');
    expect(await claimKey()).toBeUndefined();
    expect(await test.store.direct.steps.nextDueMs(1_000)).toBeUndefined();
  });

  it('gives each step to one of 50 who ask at once', async () => {
    await insertJobWith(
      test.store,
      Array.from({ length: 30 }, (_, number) => sampleStep({ key: `${number}`, position: number })),
    );
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, worker) =>
        test.store.transaction((tx) => tx.steps.claim({ ...sampleClaim, workerId: `worker_${worker}` })),
      ),
    );
    const taken = claims.filter((step) => step !== undefined);
    expect(taken).toHaveLength(30);
    expect(new Set(taken.map((step) => step.key)).size).toBe(30);
    for (const step of taken)
      expect((await test.store.direct.steps.get('job_1', step.key))?.workerId).toBe(step.workerId);
  });

  it('is as if never made when its transaction fails', async () => {
    await insertJobWith(test.store, [sampleStep()]);
    await expect(
      test.store.transaction(async (tx) => {
        await tx.steps.claim(sampleClaim);
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect(await test.store.direct.steps.get('job_1', 'probe')).toEqual(sampleStep());
  });

  it('makes the one who held it before too late', async () => {
    await insertJobWith(test.store, [sampleStep()]);
    const { steps } = test.store.direct;
    const first = await steps.claim(sampleClaim);
    await steps.update('job_1', 'probe', { state: 'ready' }, { epoch: 1, states: ['running'] });
    const second = await steps.claim({ ...sampleClaim, workerId: 'worker_2' });
    expect([first?.epoch, second?.epoch]).toEqual([1, 2]);
    const commit = { state: 'executed', finishedAtMs: 5 } as const;
    expect(await steps.update('job_1', 'probe', commit, { epoch: 1, states: ['running'] })).toBe(false);
    expect(await steps.update('job_1', 'probe', commit, { epoch: 2, states: ['running'] })).toBe(true);
  });
};
