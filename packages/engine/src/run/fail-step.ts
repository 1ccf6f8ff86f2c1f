import { type Failure, failure, isRetryable } from '@reelmill/core';
import { advanceJob } from '../jobs/advance-job.ts';
import { announceStep } from '../jobs/announce.ts';
import { endJob } from '../jobs/end-job.ts';
import type { StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/**
 * Ends an attempt that made nothing: the step is tried again later when its reason says that can help and tries are
 * left, otherwise the job fails with that reason. Does nothing when the attempt no longer holds the step.
 */
export const failStep = (
  context: RunContext,
  step: StepRecord,
  outcome: 'failed' | 'lost',
  error: Failure,
): Promise<void> =>
  context.commit(async (tx, emit) => {
    const nowMs = context.nowMs();
    const earlier = (await tx.attempts.ofJob(step.jobId)).filter((attempt) => attempt.stepKey === step.key);
    const tries = 1 + earlier.filter((attempt) => attempt.outcome === outcome).length;
    const again =
      outcome === 'lost'
        ? tries < context.policy.maxLosses
        : isRetryable(error) && tries < context.policy.maxFailures;
    const held = await tx.steps.update(
      step.jobId,
      step.key,
      again
        ? {
            state: 'ready',
            error,
            progress: 0,
            workerId: null,
            leaseExpiresAtMs: null,
            // A dead worker says nothing about the step, so another may take it at once.
            notBeforeMs: outcome === 'lost' ? nowMs : nowMs + context.policy.backoffMs(tries),
          }
        : { state: 'failed', error, finishedAtMs: nowMs, leaseExpiresAtMs: null },
      { epoch: step.epoch, states: ['running'] },
    );
    if (!held) return;
    await tx.attempts.finish(step.jobId, step.key, step.epoch, { finishedAtMs: nowMs, outcome, error });
    await announceStep(tx, emit, step.jobId, step.key);
    if (again) await advanceJob(tx, emit, context, step.jobId);
    else await endJob(tx, emit, nowMs, step.jobId, 'failed', error);
  });

export const workerLost = (): Failure =>
  failure('WORKER_LOST', 'worker-lost', 'The worker ended before the step did; the step is taken up again.');
