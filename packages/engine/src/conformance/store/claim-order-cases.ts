import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JobRecord, StepRecord } from '../../ports/index.ts';
import { fingerprintOf, insertJobs, sampleAsset, sampleClaim, sampleJob, sampleStep } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const claimOrderCases = (test: StoreUnderTest): void => {
  const claimAll = async (): Promise<readonly string[]> => {
    const keys: string[] = [];
    for (;;) {
      const step = await test.store.direct.steps.claim(sampleClaim);
      if (!step) return keys;
      keys.push(step.key);
    }
  };

  it('gives jobs turns, the oldest first, and takes the steps of each in the order of the plan', async () => {
    await insertJobs(
      test.store,
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
    await insertJobs(
      test.store,
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
    await insertJobs(
      test.store,
      [
        { id: 'film', createdAtMs: 10 },
        { id: 'clip', createdAtMs: 1_500 },
      ],
      [...film, ...clip],
    );
    const taken: string[] = [];
    for (let nowMs = 1_000; nowMs < 9_000; nowMs += 1_000) {
      const step = await test.store.direct.steps.claim({ ...sampleClaim, nowMs });
      taken.push(step?.key ?? 'none');
      if (step) await test.store.direct.steps.update(step.jobId, step.key, { state: 'executed' }, {});
    }
    expect(taken).toEqual([
      ...['film 0', 'film 1', 'clip 0', 'film 2', 'clip 1', 'film 3', 'clip 2', 'film 4'],
    ]);
  });

  it('takes the job with the fewest steps running in that lane, whatever runs in others', async () => {
    await insertJobs(
      test.store,
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

  it('agrees with its description on any steps', async () => {
    let round = 0;
    const anyStep = fc.record({
      job: fc.nat(3),
      position: fc.nat(5),
      state: fc.constantFrom('ready', 'ready', 'ready', 'ready', 'ready', 'running', 'waiting'),
      fingerprint: fc.constantFrom(null, null, 'a', 'b', 'c'),
      notBeforeMs: fc.constantFrom(0, 0, 1_000, 1_001),
      lane: fc.constantFrom('cpu', 'cpu', 'cpu', 'io'),
    });
    const anyJob = fc.record({
      createdAtMs: fc.nat(2),
      priority: fc.integer({ min: -1, max: 1 }),
      state: fc.constantFrom('running', 'running', 'running', 'queued', 'queued', 'paused', 'failed'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyJob, { minLength: 4, maxLength: 4 }),
        fc.array(anyStep, { minLength: 8, maxLength: 24 }),
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
      running: running.filter((step) => step.jobId === job.id && step.lane === sampleClaim.lane).length,
      due: steps
        .filter((step) => step.jobId === job.id && step.lane === sampleClaim.lane)
        .filter((step) => step.state === 'ready' && step.notBeforeMs <= sampleClaim.nowMs)
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
    first.waitingSinceMs = sampleClaim.nowMs;
  }
};
