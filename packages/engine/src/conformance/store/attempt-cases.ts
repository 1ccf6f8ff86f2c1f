import { beforeEach, expect, it } from 'vitest';
import { insertJobWith, sampleAttempt, sampleFailure, sampleStep } from './samples.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export const attemptCases = (test: StoreUnderTest): void => {
  beforeEach(() => insertJobWith(test.store, [sampleStep(), sampleStep({ key: 'other' })]));

  it('keeps each try of a step, in order of epochs', async () => {
    const { attempts } = test.store.direct;
    await attempts.insert(sampleAttempt({ epoch: 2 }));
    await attempts.insert(sampleAttempt({ epoch: 1, outcome: 'lost', finishedAtMs: 5 }));
    await attempts.insert(sampleAttempt({ epoch: 10 }));
    await test.reopen();
    expect(await test.store.direct.attempts.ofJob('job_1')).toEqual([
      sampleAttempt({ epoch: 1, outcome: 'lost', finishedAtMs: 5 }),
      sampleAttempt({ epoch: 2 }),
      sampleAttempt({ epoch: 10 }),
    ]);
    expect(await test.store.direct.attempts.ofJob('none')).toEqual([]);
    expect(await test.store.direct.attempts.ofStep('job_1', 'other')).toEqual([]);
    expect(await test.store.direct.attempts.ofStep('job_1', 'probe')).toHaveLength(3);
  });

  it('ends the one that is named, and no other', async () => {
    const { attempts } = test.store.direct;
    await attempts.insert(sampleAttempt({ epoch: 1 }));
    await attempts.insert(sampleAttempt({ epoch: 2 }));
    await attempts.insert(sampleAttempt({ stepKey: 'other', epoch: 1 }));
    const end = { finishedAtMs: 9, outcome: 'failed', error: sampleFailure } as const;
    await attempts.finish('job_1', 'probe', 1, end);
    await attempts.finish('job_1', 'probe', 99, end);
    const all = await attempts.ofJob('job_1');
    expect(all).toHaveLength(3);
    expect(all).toContainEqual(sampleAttempt({ epoch: 1, ...end }));
    expect(all).toContainEqual(sampleAttempt({ epoch: 2 }));
    expect(all).toContainEqual(sampleAttempt({ stepKey: 'other', epoch: 1 }));
  });
};
