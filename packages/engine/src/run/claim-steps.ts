import type { Lane } from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { advanceJob, takeCached } from '../jobs/advance-job.ts';
import { announceJob, announceSteps } from '../jobs/announce.ts';
import { crashPoint, type JobRecord, type StepRecord, type StoreOperations } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/** Steps this worker holds until their lease ends; none when all of them turned out to be made already. */
export type Claim = readonly StepRecord[];

/**
 * Takes the next due step of a lane, and with it what is due of its batch. Another job may have made the same thing
 * since a step became due: then it is taken from the cache here. Undefined when nothing is due.
 */
export const claimSteps = (context: RunContext, lane: Lane): Promise<Claim | undefined> =>
  context.commit(
    async (tx, emit) => {
      const nowMs = context.nowMs();
      crashPoint('claim.before');
      const hold = {
        workerId: context.workerId,
        nowMs,
        leaseExpiresAtMs: nowMs + context.policy.leaseMs,
      };
      const first = await tx.steps.claim({ lane, ...hold });
      if (!first) return undefined;
      const { jobId, batch } = first;
      const job = await tx.jobs.get(jobId);
      if (!job) throw new Error(`step ${first.key} belongs to no job`);
      const others = batch === null ? [] : await tx.steps.claimBatch({ jobId, batch, ...hold });

      const claimed: StepRecord[] = [];
      for (const step of [first, ...others]) {
        if (!(await takeFromCache(tx, emit, nowMs, job, step))) claimed.push(step);
      }
      if (claimed.length <= others.length) await advanceJob(tx, emit, context, jobId);
      for (const step of claimed) await beginAttempt(tx, context, nowMs, step);
      await announceSteps(
        tx,
        emit,
        jobId,
        claimed.map((step) => step.key),
      );
      if (claimed.length > 0 && job.state === 'queued') {
        await tx.jobs.update(jobId, { state: 'running', startedAtMs: nowMs }, ['queued']);
        await tx.jobs.update(jobId, { stage: job.planned ? job.stage : 'checking' });
        await announceJob(tx, emit, jobId);
      }
      crashPoint('claim.after');
      return claimed;
      // A power cut that takes a claim back ends the worker as well.
    },
    { durable: false },
  );

const takeFromCache = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  job: JobRecord,
  step: StepRecord,
): Promise<boolean> => {
  const hit = step.fingerprint && (await tx.cache.get(step.fingerprint));
  if (!hit) return false;
  const released = { state: 'ready', workerId: null, leaseExpiresAtMs: null } as const;
  await tx.steps.update(job.id, step.key, released, { epoch: step.epoch, states: ['running'] });
  await takeCached(tx, emit, nowMs, job, { ...step, ...released }, hit);
  return true;
};

const beginAttempt = async (
  tx: StoreOperations,
  context: RunContext,
  nowMs: number,
  step: StepRecord,
): Promise<void> => {
  await tx.steps.update(
    step.jobId,
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
};
