import { giveStepBack } from '../jobs/give-step-back.ts';
import type { StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/**
 * Gives steps back that were stopped on purpose: due again at once, and not counted as a try. Leaves those alone that
 * the attempt no longer holds, as after a cancel.
 */
export const releaseSteps = (context: RunContext, steps: readonly StepRecord[]): Promise<void> =>
  context.commit(async (tx, emit) => {
    for (const step of steps) await giveStepBack(tx, emit, context.nowMs(), step);
  });
