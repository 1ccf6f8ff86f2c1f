import type { Lane } from '@reelmill/core';
import { advanceJob, takeCached } from '../jobs/advance-job.ts';
import { announceJob, announceStep } from '../jobs/announce.ts';
import { crashPoint, type StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/** A step this worker holds until its lease ends, or what kept it from running. */
export type Claim = { readonly type: 'run'; readonly step: StepRecord } | { readonly type: 'cached' };

/**
 * Takes the next due step of a lane. Another job may have made the same thing since this one became due: then it is
 * taken from the cache here. Undefined when nothing is due.
 */
export const claimStep = (context: RunContext, lane: Lane): Promise<Claim | undefined> =>
  context.commit(async (tx, emit) => {
    const nowMs = context.nowMs();
    crashPoint('claim.before');
    const step = await tx.steps.claim({
      lane,
      workerId: context.workerId,
      nowMs,
      leaseExpiresAtMs: nowMs + context.policy.leaseMs,
    });
    if (!step) return undefined;
    const job = await tx.jobs.get(step.jobId);
    if (!job) throw new Error(`step ${step.key} belongs to no job`);

    const hit = step.fingerprint && (await tx.cache.get(step.fingerprint));
    if (hit) {
      const released = { state: 'ready', workerId: null, leaseExpiresAtMs: null } as const;
      await tx.steps.update(job.id, step.key, released, { epoch: step.epoch, states: ['running'] });
      await takeCached(tx, emit, nowMs, job, { ...step, ...released }, hit);
      await advanceJob(tx, emit, context, job.id);
      return { type: 'cached' };
    }

    await tx.steps.update(
      job.id,
      step.key,
      { startedAtMs: step.startedAtMs ?? nowMs, progress: 0, error: null },
      { epoch: step.epoch },
    );
    await tx.attempts.insert({
      jobId: step.jobId,
      stepKey: step.key,
      epoch: step.epoch,
      workerId: context.workerId,
      startedAtMs: nowMs,
      finishedAtMs: null,
      outcome: 'running',
      error: null,
    });
    if (job.state === 'queued')
      await tx.jobs.update(job.id, { state: 'running', startedAtMs: nowMs }, ['queued']);
    await announceStep(tx, emit, job.id, step.key);
    if (job.state === 'queued') {
      await tx.jobs.update(job.id, { stage: job.planned ? job.stage : 'checking' });
      await announceJob(tx, emit, job.id);
    }
    crashPoint('claim.after');
    return { type: 'run', step };
  });
