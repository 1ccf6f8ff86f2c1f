import type { Emit } from '../events/commit.ts';
import type { StepRecord, StoreOperations } from '../ports/index.ts';
import { announceSteps } from './announce.ts';

/**
 * Gives a step back whose attempt was stopped on purpose: due again, and not counted as a try. Does nothing when the
 * attempt no longer holds it, as after a cancel.
 */
export const giveStepBack = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  step: StepRecord,
): Promise<void> => {
  const held = await tx.steps.update(
    step.jobId,
    step.key,
    { state: 'ready', workerId: null, leaseExpiresAtMs: null, progress: 0 },
    { epoch: step.epoch, states: ['running'] },
  );
  if (!held) return;
  await tx.attempts.finish(step.jobId, step.key, step.epoch, {
    finishedAtMs: nowMs,
    outcome: 'cancelled',
    error: null,
  });
  await announceSteps(tx, emit, step.jobId, [step.key]);
};
