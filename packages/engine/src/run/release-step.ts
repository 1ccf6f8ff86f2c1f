import { announceStep } from '../jobs/announce.ts';
import type { StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/**
 * Gives a step back that was stopped on purpose: due again at once, and not counted as a try. Does nothing when the
 * attempt no longer holds it, as after a cancel.
 */
export const releaseStep = (context: RunContext, step: StepRecord): Promise<void> =>
  context.commit(async (tx, emit) => {
    const held = await tx.steps.update(
      step.jobId,
      step.key,
      { state: 'ready', workerId: null, leaseExpiresAtMs: null, progress: 0 },
      { epoch: step.epoch, states: ['running'] },
    );
    if (!held) return;
    await tx.attempts.finish(step.jobId, step.key, step.epoch, {
      finishedAtMs: context.nowMs(),
      outcome: 'cancelled',
      error: null,
    });
    await announceStep(tx, emit, step.jobId, step.key);
  });
