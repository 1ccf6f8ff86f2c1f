import { type Failure, failure, isRetryable } from '@reelmill/core';
import { advanceJob } from '../jobs/advance-job.ts';
import { announceStep } from '../jobs/announce.ts';
import { endJob } from '../jobs/end-job.ts';
import type { StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/** A step that has nothing but the disk against it is looked at again this often at the least. */
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Ends an attempt that made nothing: the step is tried again later when its reason says that can help and tries are
 * left, otherwise the job fails with that reason. A full disk takes no tries: the job says so and waits for as long as
 * the disk stays full. Does nothing when the attempt no longer holds the step.
 */
export const failStep = (
  context: RunContext,
  step: StepRecord,
  outcome: 'failed' | 'lost',
  error: Failure,
): Promise<void> =>
  context.commit(async (tx, emit) => {
    const nowMs = context.nowMs();
    const waitsForSpace = error.reason === 'no-space';
    const earlier = (await tx.attempts.ofJob(step.jobId)).filter(
      (attempt) =>
        attempt.stepKey === step.key &&
        attempt.outcome === outcome &&
        (attempt.error?.reason === 'no-space') === waitsForSpace,
    );
    const tries = 1 + earlier.length;
    const again =
      outcome === 'lost'
        ? tries < context.policy.maxLosses
        : waitsForSpace || (isRetryable(error) && tries < context.policy.maxFailures);
    const waitMs = Math.min(context.policy.backoffMs(tries), LONGEST_WAIT_MS);
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
            notBeforeMs: outcome === 'lost' ? nowMs : nowMs + waitMs,
          }
        : { state: 'failed', error, finishedAtMs: nowMs, leaseExpiresAtMs: null },
      { epoch: step.epoch, states: ['running'] },
    );
    if (!held) return;
    await tx.attempts.finish(step.jobId, step.key, step.epoch, { finishedAtMs: nowMs, outcome, error });
    if (waitsForSpace) await tx.jobs.update(step.jobId, { error });
    await announceStep(tx, emit, step.jobId, step.key);
    if (again) await advanceJob(tx, emit, context, step.jobId);
    else await endJob(tx, emit, nowMs, step.jobId, 'failed', error);
  });

export const workerLost = (): Failure =>
  failure('WORKER_LOST', 'worker-lost', 'The worker ended before the step did; the step is taken up again.');
