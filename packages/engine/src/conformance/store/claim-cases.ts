import { LANES } from '@reelmill/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JobRecord, StepRecord } from '../../ports/index.ts';
import { fingerprintOf, insertJobWith, sampleAsset, sampleJob, sampleStep } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const cpu = { lane: 'cpu', workerId: 'worker_1', nowMs: 1_000, leaseExpiresAtMs: 31_000 } as const;

export const claimCases = (test: StoreUnderTest): void => {
  const insert = (
    jobs: readonly Partial<JobRecord>[],
    steps: readonly Partial<StepRecord>[],
  ): Promise<void> =>
    test.store.transaction(async (tx) => {
      await tx.assets.insert(sampleAsset());
      for (const job of jobs) await tx.jobs.insert(sampleJob(job));
      await tx.steps.insert(steps.map(sampleStep));
    });
  const claimKey = async (over: Partial<typeof cpu> = {}): Promise<string | undefined> =>
    (await test.store.direct.steps.claim({ ...cpu, ...over }))?.key;
  const claimAll = async (): Promise<readonly string[]> => {
    const keys: string[] = [];
    for (let key = await claimKey(); key !== undefined; key = await claimKey()) keys.push(key);
    return keys;
  };

  it('makes it running, raises the epoch, sets the lease, and leaves the rest', async () => {
    const before = sampleStep({ epoch: 4, fingerprint: fingerprintOf('f'), progress: 0.5, startedAtMs: 7 });
    await insertJobWith(test.store, [before]);
    const claimed = await test.store.direct.steps.claim(cpu);
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
    expect((await test.store.direct.steps.claim({ ...cpu, lane: 'io' }))?.key).toBe('io');
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

  it('gives jobs turns, the oldest first, and takes the steps of each in the order of the plan', async () => {
    await insert(
      [
        { id: 'new', createdAtMs: 30 },
        { id: 'z same', createdAtMs: 20 },
        { id: 'a same', createdAtMs: 20 },
        { id: 'old', createdAtMs: 10 },
      ],
      [
        { jobId: 'new', key: 'new 0', position: 0 },
        { jobId: 'a same', key: 'a same 0', position: 0 },
        { jobId: 'z same', key: 'z same 3', position: 3 },
        { jobId: 'old', key: 'old 12', position: 12 },
        { jobId: 'old', key: 'old 1', position: 1 },
        { jobId: 'old', key: 'old 2', position: 2 },
      ],
    );
    expect(await claimAll()).toEqual(['old 1', 'z same 3', 'a same 0', 'new 0', 'old 2', 'old 12']);
  });

  it('takes a higher priority before a lower one, however long that has waited', async () => {
    await insert(
      [
        { id: 'low', createdAtMs: 1, priority: -10 },
        { id: 'usual', createdAtMs: 2, priority: 0 },
        { id: 'high', createdAtMs: 3, priority: 10 },
      ],
      ['low', 'usual', 'high'].flatMap((jobId) => [
        { jobId, key: `${jobId} 1`, position: 1 },
        { jobId, key: `${jobId} 2`, position: 2 },
      ]),
    );
    expect(await claimAll()).toEqual(['high 1', 'high 2', 'usual 1', 'usual 2', 'low 1', 'low 2']);
  });

  it('lets a clip have every second turn beside a film, with one step running at a time', async () => {
    const film = Array.from({ length: 300 }, (_, number) => ({
      jobId: 'film',
      key: `film ${number}`,
      position: number,
    }));
    const clip = [0, 1, 2].map((number) => ({ jobId: 'clip', key: `clip ${number}`, position: number }));
    await insert(
      [
        { id: 'film', createdAtMs: 10 },
        { id: 'clip', createdAtMs: 1_500 },
      ],
      [...film, ...clip],
    );
    const taken: string[] = [];
    for (let nowMs = 1_000; nowMs < 9_000; nowMs += 1_000) {
      const step = await test.store.direct.steps.claim({ ...cpu, nowMs });
      taken.push(step?.key ?? 'none');
      if (step) await test.store.direct.steps.update(step.jobId, step.key, { state: 'executed' }, {});
    }
    expect(taken).toEqual([
      ...['film 0', 'film 1', 'clip 0', 'film 2', 'clip 1', 'film 3', 'clip 2', 'film 4'],
    ]);
  });

  it('takes the job with the fewest steps running in that lane, whatever runs in others', async () => {
    await insert(
      [
        { id: 'two', createdAtMs: 1 },
        { id: 'one', createdAtMs: 2 },
        { id: 'elsewhere', createdAtMs: 3 },
      ],
      [
        ...['two a', 'two b'].map((key) => ({ jobId: 'two', key, state: 'running' as const })),
        { jobId: 'one', key: 'one a', state: 'running' },
        ...['a', 'b', 'c'].map((key) => ({
          jobId: 'elsewhere',
          key,
          lane: 'io' as const,
          state: 'running' as const,
        })),
        ...['two', 'one', 'elsewhere'].map((jobId) => ({ jobId, key: `${jobId} next`, position: 9 })),
      ],
    );
    await test.store.direct.steps.update('two', 'two a', { state: 'executed' }, {});
    expect(await claimAll()).toEqual(['elsewhere next', 'two next', 'one next']);
  });

  it('leaves a fingerprint that somebody is running, in whatever job or lane', async () => {
    const fingerprint = fingerprintOf('same');
    await insert(
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
    expect(await test.store.direct.steps.claim({ ...cpu, lane: 'io' })).toBeUndefined();
    await test.store.direct.steps.update('first', 'a', { state: 'failed' }, { epoch: 1 });
    expect(await claimKey()).toBe('b');
  });

  it('does not take unknown fingerprints for equal', async () => {
    await insertJobWith(test.store, [sampleStep({ key: 'a' }), sampleStep({ key: 'b', position: 1 })]);
    expect(await claimKey()).toBe('a');
    expect(await claimKey()).toBe('b');
  });

  it('takes no step of a job that is paused or has ended, nor waits for its backoff', async () => {
    await insert(
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
        test.store.transaction((tx) => tx.steps.claim({ ...cpu, workerId: `worker_${worker}` })),
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
        await tx.steps.claim(cpu);
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect(await test.store.direct.steps.get('job_1', 'probe')).toEqual(sampleStep());
  });

  it('makes the one who held it before too late', async () => {
    await insertJobWith(test.store, [sampleStep()]);
    const { steps } = test.store.direct;
    const first = await steps.claim(cpu);
    await steps.update('job_1', 'probe', { state: 'ready' }, { epoch: 1, states: ['running'] });
    const second = await steps.claim({ ...cpu, workerId: 'worker_2' });
    expect([first?.epoch, second?.epoch]).toEqual([1, 2]);
    const commit = { state: 'executed', finishedAtMs: 5 } as const;
    expect(await steps.update('job_1', 'probe', commit, { epoch: 1, states: ['running'] })).toBe(false);
    expect(await steps.update('job_1', 'probe', commit, { epoch: 2, states: ['running'] })).toBe(true);
  });

  it('agrees with its description on any steps', async () => {
    let round = 0;
    const anyStep = fc.record({
      job: fc.nat(3),
      position: fc.nat(5),
      state: fc.constantFrom('ready', 'ready', 'ready', 'running', 'waiting', 'executed'),
      fingerprint: fc.constantFrom(null, 'a', 'b', 'c'),
      notBeforeMs: fc.constantFrom(0, 1_000, 1_001),
      lane: fc.constantFrom('cpu', 'cpu', 'io'),
    });
    const anyJob = fc.record({
      createdAtMs: fc.nat(2),
      priority: fc.integer({ min: -1, max: 1 }),
      state: fc.constantFrom('running', 'queued', 'paused', 'cancelled', 'failed'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyJob, { minLength: 4, maxLength: 4 }),
        fc.array(anyStep, { maxLength: 12 }),
        async (anyJobs, anySteps) => {
          round += 1;
          const assetId = `asset_${round}`;
          const jobs = anyJobs.map((job, index) => sampleJob({ id: `${round}-${index}`, assetId, ...job }));
          const steps = anySteps.map(({ job, fingerprint, ...step }, index) =>
            sampleStep({
              jobId: `${round}-${job}`,
              key: `${index}`,
              fingerprint: fingerprint === null ? null : fingerprintOf(fingerprint),
              ...step,
              position: step.position * 100 + index,
            }),
          );
          await test.store.transaction(async (tx) => {
            await tx.assets.insert(sampleAsset({ id: assetId }));
            for (const job of jobs) await tx.jobs.insert(job);
            await tx.steps.insert(steps);
          });

          const expected = expectedClaims(jobs, steps);
          expect(await claimAll()).toEqual(expected);
          await test.store.direct.assets.delete(assetId);
        },
      ),
      { numRuns: 40 },
    );
  });
};

/** The contract of `claim` once more, in the plainest way. */
const expectedClaims = (jobs: readonly JobRecord[], steps: readonly StepRecord[]): readonly string[] => {
  const running = steps.filter((step) => step.state === 'running');
  const lanes = jobs
    .filter((job) => job.state === 'queued' || job.state === 'running')
    .map((job) => ({
      priority: job.priority,
      waitingSinceMs: job.createdAtMs,
      running: running.filter((step) => step.jobId === job.id && step.lane === cpu.lane).length,
      due: steps
        .filter((step) => step.jobId === job.id && step.lane === cpu.lane)
        .filter((step) => step.state === 'ready' && step.notBeforeMs <= cpu.nowMs)
        .sort((a, b) => a.position - b.position),
    }));
  const taken = new Set(running.map((step) => step.fingerprint));
  const isFree = (step: StepRecord) => step.fingerprint === null || !taken.has(step.fingerprint);
  const keys: string[] = [];
  for (;;) {
    const [first] = lanes
      .filter((lane) => lane.due.some(isFree))
      .sort(
        (a, b) => b.priority - a.priority || a.running - b.running || a.waitingSinceMs - b.waitingSinceMs,
      );
    const step = first?.due.find(isFree);
    if (!first || !step) return keys;
    keys.push(step.key);
    taken.add(step.fingerprint);
    first.due.splice(first.due.indexOf(step), 1);
    first.running += 1;
    first.waitingSinceMs = cpu.nowMs;
  }
};
