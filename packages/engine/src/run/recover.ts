import { rm } from 'node:fs/promises';
import { advanceJob } from '../jobs/advance-job.ts';
import { crashPoint } from '../ports/index.ts';
import { failSteps, workerLost } from './fail-steps.ts';
import type { RunContext } from './run-context.ts';

/**
 * Takes up what an earlier process left, before anything runs: half-made files go, steps it held are due again,
 * jobs that wait for nothing are brought as far as they go. Only for a store that no other process uses.
 */
export const recover = async (context: RunContext): Promise<void> => {
  await rm(context.workFolder, { recursive: true, force: true });
  crashPoint('recover.work-removed');
  await context.blobs.recover();
  for (const step of await context.store.direct.steps.running()) {
    await failSteps(context, [step], 'lost', workerLost());
    crashPoint('recover.step-taken-back');
  }
  // The others have steps that are due, and are advanced when those are done.
  for (const jobId of await context.store.direct.jobs.idle()) {
    await context.commit((tx, emit) => advanceJob(tx, emit, context, jobId));
  }
  crashPoint('recover.jobs-advanced');
};
