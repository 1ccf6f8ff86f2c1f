import { rm } from 'node:fs/promises';
import { advanceJob } from '../jobs/advance-job.ts';
import { crashPoint } from '../ports/index.ts';
import { failSteps, workerLost } from './fail-steps.ts';
import type { RunContext } from './run-context.ts';

/**
 * Takes up what an earlier process left, before anything runs: half-made files go, steps it held are due again,
 * jobs are brought as far as they go. Only for a store that no other process uses.
 */
export const recover = async (context: RunContext): Promise<void> => {
  await rm(context.workFolder, { recursive: true, force: true });
  crashPoint('recover.work-removed');
  await context.blobs.recover();
  for (const step of await context.store.direct.steps.running()) {
    await failSteps(context, [step], 'lost', workerLost());
    crashPoint('recover.step-taken-back');
  }
  for (const job of await context.store.direct.jobs.unfinished()) {
    await context.commit((tx, emit) => advanceJob(tx, emit, context, job.id));
    crashPoint('recover.job-advanced');
  }
};
