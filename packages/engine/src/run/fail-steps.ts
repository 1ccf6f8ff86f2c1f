import { type Failure, failure, isRetryable } from '@reelmill/core';
import { advanceJob } from '../jobs/advance-job.ts';
import { announceSteps } from '../jobs/announce.ts';
import { endJob } from '../jobs/end-job.ts';
import type { StepRecord } from '../ports/index.ts';
import { leaveHardware } from './leave-hardware.ts';
import type { RunContext } from './run-context.ts';

/** A step that has nothing but the disk against it is tried again this often at the least. */
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Ends an attempt that made nothing. What a chip failed at is left to software. Other steps are tried again later,
 * together, when the reason says that can help and tries are left, otherwise the job fails with that reason. A full disk
 * takes no tries: the job says so and waits for as long as the disk stays full. Leaves steps alone that the attempt no
 * longer holds.
 */
export const failSteps = (
  context: RunContext,
  steps: readonly StepRecord[],
  outcome: 'failed' | 'lost',
  error: Failure,
): Promise<void> =>
  context.commit(async (tx, emit) => {
    const [first] = steps;
    if (!first) return;
    if (outcome === 'failed' && (await leaveHardware(tx, emit, context, steps, error))) return;
    const { jobId } = first;
    const nowMs = context.nowMs();
    const waitsForSpace = error.reason === 'no-space';
    const alike = (await tx.attempts.ofJob(jobId)).filter(
      (each) => each.outcome === outcome && (each.error?.reason === 'no-space') === waitsForSpace,
    );
    const triesOf = (step: StepRecord): number =>
      1 + alike.filter((each) => each.stepKey === step.key).length;
    const tries = Math.max(...steps.map(triesOf));
    const again =
      outcome === 'lost'
        ? tries < context.policy.maxLosses
        : waitsForSpace || (isRetryable(error) && tries < context.policy.maxFailures);
    const waitMs = Math.min(context.policy.backoffMs(tries), LONGEST_WAIT_MS);
    // A dead worker says nothing about the step, so another may take it at once.
    const notBeforeMs = outcome === 'lost' ? nowMs : nowMs + waitMs;
    const held: string[] = [];
    for (const step of steps) {
      const isHeld = await tx.steps.update(
        jobId,
        step.key,
        again
          ? { state: 'ready', error, progress: 0, workerId: null, leaseExpiresAtMs: null, notBeforeMs }
          : { state: 'failed', error, finishedAtMs: nowMs, leaseExpiresAtMs: null },
        { epoch: step.epoch, states: ['running'] },
      );
      if (!isHeld) continue;
      held.push(step.key);
      await tx.attempts.finish(jobId, step.key, step.epoch, { finishedAtMs: nowMs, outcome, error });
    }
    if (held.length === 0) return;
    await announceSteps(tx, emit, jobId, held);
    if (waitsForSpace) await tx.jobs.update(jobId, { error });
    if (again) await advanceJob(tx, emit, context, jobId);
    else await endJob(tx, emit, nowMs, jobId, 'failed', error);
  });

export const workerLost = (): Failure =>
  failure('WORKER_LOST', 'worker-lost', 'The worker ended before the step did; the step is taken up again.');
