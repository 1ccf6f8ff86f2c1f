import { giveStepBack } from '../jobs/give-step-back.ts';
import type { StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/** Gives a step back whose attempt was stopped on purpose, as when the engine stops. */
export const releaseStep = (context: RunContext, step: StepRecord): Promise<void> =>
  context.commit((tx, emit) => giveStepBack(tx, emit, context.nowMs(), step));
