import { beforeEach, expect, it } from 'vitest';
import { digestOf, fingerprintOf, insertJobWith, sampleFailure, sampleJob, sampleStep } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const stepCases = (test: StoreUnderTest): void => {
  beforeEach(() => insertJobWith(test.store));

  it('gives back what was inserted, also after opening again', async () => {
    const full = sampleStep({
      key: 'full',
      position: 1,
      publishes: { kind: 'hls', name: 'small' },
      state: 'failed',
      progress: 0.125,
      fingerprint: fingerprintOf('f'),
      artifactDigest: digestOf('a'),
      epoch: 7,
      workerId: 'w',
      leaseExpiresAtMs: 1_700_000_000_000,
      notBeforeMs: 1_700_000_000_001,
      error: sampleFailure,
      startedAtMs: 1,
      finishedAtMs: 2,
    });
    await test.store.direct.steps.insert([sampleStep(), full]);
    await test.reopen();
    expect(await test.store.direct.steps.get('job_1', 'probe')).toEqual(sampleStep());
    expect(await test.store.direct.steps.get('job_1', 'full')).toEqual(full);
    expect(await test.store.direct.steps.get('job_1', 'none')).toBeUndefined();
    expect(await test.store.direct.steps.get('none', 'probe')).toBeUndefined();
  });

  it('lets jobs have steps of the same key, but not one job twice', async () => {
    const { steps, jobs } = test.store.direct;
    await jobs.insert(sampleJob({ id: 'job_2' }));
    await steps.insert([sampleStep(), sampleStep({ jobId: 'job_2', work: 9 })]);
    await expect(steps.insert([sampleStep({ key: 'new' }), sampleStep()])).rejects.toThrow();
    expect(await steps.get('job_1', 'new')).toBeUndefined();
    expect((await steps.get('job_2', 'probe'))?.work).toBe(9);
  });

  it('takes none and very many at once, and lists them in plan order', async () => {
    const { steps } = test.store.direct;
    await steps.insert([]);
    const many = Array.from({ length: 1_234 }, (_, number) =>
      sampleStep({ key: `step ${number}`, position: 1_234 - number }),
    );
    await steps.insert(many);
    expect(await steps.ofJob('job_1')).toEqual([...many].reverse());
    expect(await steps.ofJob('none')).toEqual([]);
  });

  it('outlines a job, lists what waits, and weighs it', async () => {
    const { steps } = test.store.direct;
    await steps.insert([
      sampleStep({ key: 'late', position: 2, state: 'waiting', work: 2 }),
      sampleStep({ key: 'made', position: 1, state: 'executed', artifactDigest: digestOf('a'), progress: 1 }),
    ]);
    expect(await steps.outline('job_1')).toEqual([
      {
        key: 'made',
        kind: 'probe',
        state: 'executed',
        progress: 1,
        work: 1.5,
        artifactDigest: digestOf('a'),
      },
      { key: 'late', kind: 'probe', state: 'waiting', progress: 0, work: 2, artifactDigest: null },
    ]);
    expect((await steps.waiting('job_1')).map((step) => step.key)).toEqual(['late']);
    expect(await steps.totalWork('job_1')).toBe(3.5);
    expect([await steps.outline('none'), await steps.waiting('none'), await steps.totalWork('none')]).toEqual(
      [[], [], 0],
    );
  });

  it('counts the steps of each job asked for', async () => {
    const { steps, jobs } = test.store.direct;
    await jobs.insert(sampleJob({ id: 'job_2' }));
    const states = ['executed', 'executed', 'cached', 'failed', 'ready', 'cancelled', 'running'] as const;
    await steps.insert(states.map((state, number) => sampleStep({ key: `${number}`, state })));
    await steps.insert([sampleStep({ jobId: 'job_2', state: 'cached' })]);
    const counts = await steps.countsOf(['job_1', 'job_2', 'none']);
    expect(counts).toHaveLength(3);
    expect(counts).toContainEqual({ jobId: 'none', total: 0, executed: 0, cached: 0, failed: 0 });
    expect(counts).toContainEqual({ jobId: 'job_1', total: 7, executed: 2, cached: 1, failed: 1 });
    expect(counts).toContainEqual({ jobId: 'job_2', total: 1, executed: 0, cached: 1, failed: 0 });
    expect(await steps.countsOf([])).toEqual([]);
  });

  it('changes only what the patch names', async () => {
    const { steps } = test.store.direct;
    await steps.insert([sampleStep(), sampleStep({ key: 'other' })]);
    const patch = { state: 'failed', error: sampleFailure, notBeforeMs: 9, inputs: {}, params: [1] } as const;
    expect(await steps.update('job_1', 'probe', { ...patch, progress: undefined }, {})).toBe(true);
    expect(await steps.get('job_1', 'probe')).toEqual({ ...sampleStep(), ...patch });
    expect(await steps.update('job_1', 'probe', { error: null }, {})).toBe(true);
    expect(await steps.get('job_1', 'probe')).toEqual({ ...sampleStep(), ...patch, error: null });
    expect(await steps.get('job_1', 'other')).toEqual(sampleStep({ key: 'other' }));
  });

  it('is a fence: matches no row when the epoch or the state is another', async () => {
    const { steps } = test.store.direct;
    const held = sampleStep({ epoch: 3, state: 'running', workerId: 'w' });
    await steps.insert([held]);
    const late = { state: 'executed', artifactDigest: digestOf('late') } as const;
    expect(await steps.update('job_1', 'probe', late, { epoch: 2 })).toBe(false);
    expect(await steps.update('job_1', 'probe', late, { epoch: 4 })).toBe(false);
    expect(await steps.update('job_1', 'probe', late, { epoch: 2, states: ['running'] })).toBe(false);
    expect(await steps.update('job_1', 'probe', late, { epoch: 3, states: ['ready', 'failed'] })).toBe(false);
    expect(await steps.update('job_1', 'probe', late, { states: [] })).toBe(false);
    expect(await steps.update('job_1', 'none', late, {})).toBe(false);
    expect(await steps.update('none', 'probe', late, {})).toBe(false);
    expect(await steps.get('job_1', 'probe')).toEqual(held);
    expect(await steps.update('job_1', 'probe', {}, { epoch: 3, states: ['running'] })).toBe(true);
    expect(await steps.update('job_1', 'probe', {}, { epoch: 2 })).toBe(false);
    expect(await steps.update('job_1', 'probe', late, { epoch: 3, states: ['running', 'ready'] })).toBe(true);
    expect(await steps.update('job_1', 'probe', late, { epoch: 3, states: ['running'] })).toBe(false);
  });

  it('gives running steps whose lease ended at or before now', async () => {
    const { steps } = test.store.direct;
    const running = { state: 'running', epoch: 1, workerId: 'w' } as const;
    await steps.insert([
      sampleStep({ key: 'past', ...running, leaseExpiresAtMs: 99 }),
      sampleStep({ key: 'now', ...running, leaseExpiresAtMs: 100 }),
      sampleStep({ key: 'later', ...running, leaseExpiresAtMs: 101 }),
      sampleStep({ key: 'ended', state: 'executed', leaseExpiresAtMs: 1 }),
      sampleStep({ key: 'ready', leaseExpiresAtMs: 1 }),
    ]);
    const keys = async (nowMs: number) => (await steps.expired(nowMs)).map((step) => step.key).sort();
    expect(await keys(98)).toEqual([]);
    expect(await keys(100)).toEqual(['now', 'past']);
    expect(await keys(500)).toEqual(['later', 'now', 'past']);
    expect((await steps.running()).map((step) => step.key).sort()).toEqual(['later', 'now', 'past']);
    expect((await steps.expired(99))[0]).toEqual(
      sampleStep({ key: 'past', ...running, leaseExpiresAtMs: 99 }),
    );
    await steps.update('job_1', 'past', { leaseExpiresAtMs: 200 }, { epoch: 1 });
    expect(await keys(150)).toEqual(['later', 'now']);
  });

  it('gives ready steps of a fingerprint, of every job', async () => {
    const { steps, jobs } = test.store.direct;
    await jobs.insert(sampleJob({ id: 'job_2' }));
    const fingerprint = fingerprintOf('same');
    await steps.insert([
      sampleStep({ fingerprint }),
      sampleStep({ jobId: 'job_2', fingerprint }),
      sampleStep({ key: 'running', state: 'running', fingerprint }),
      sampleStep({ key: 'waiting', state: 'waiting', fingerprint }),
      sampleStep({ key: 'other', fingerprint: fingerprintOf('other') }),
      sampleStep({ key: 'none' }),
    ]);
    const found = await steps.readyWith(fingerprint);
    expect(found.map((step) => `${step.jobId} ${step.key}`).sort()).toEqual(['job_1 probe', 'job_2 probe']);
    expect(await steps.readyWith(fingerprintOf('unknown'))).toEqual([]);
  });

  it('tells when the next ready step leaves its backoff', async () => {
    const { steps } = test.store.direct;
    expect(await steps.nextDueMs(0)).toBeUndefined();
    await steps.insert([
      sampleStep({ key: 'due', notBeforeMs: 0 }),
      sampleStep({ key: 'soon', notBeforeMs: 200 }),
      sampleStep({ key: 'late', notBeforeMs: 300 }),
      sampleStep({ key: 'not ready', notBeforeMs: 150, state: 'waiting' }),
    ]);
    expect(await steps.nextDueMs(100)).toBe(200);
    expect(await steps.nextDueMs(200)).toBe(300);
    expect(await steps.nextDueMs(300)).toBeUndefined();
  });
};
