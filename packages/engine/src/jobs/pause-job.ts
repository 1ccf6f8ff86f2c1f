import type { Emit } from '../events/commit.ts';
import type { StoreOperations } from '../ports/index.ts';
import { type AdvanceContext, advanceJob } from './advance-job.ts';
import { announceJob } from './announce.ts';
import { giveStepBack } from './give-step-back.ts';

/**
 * Stops a job where it stands: its running steps are given back in the same transaction, so an attempt that ends later
 * commits to no row, and nothing of it is claimed until it is resumed.
 */
export const pauseJob = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  jobId: string,
): Promise<void> => {
  if (!(await tx.jobs.update(jobId, { state: 'paused', etaSeconds: null }, ['queued', 'running']))) return;
  for (const step of await tx.steps.ofJob(jobId)) await giveStepBack(tx, emit, nowMs, step);
  await announceJob(tx, emit, jobId);
};

/** Goes on from where the job stood. Other jobs may have made what it waits for, so it may end at once. */
export const resumeJob = async (
  tx: StoreOperations,
  emit: Emit,
  context: AdvanceContext,
  jobId: string,
): Promise<void> => {
  const job = await tx.jobs.get(jobId);
  const state = job?.startedAtMs === null ? 'queued' : 'running';
  if (await tx.jobs.update(jobId, { state }, ['paused'])) await advanceJob(tx, emit, context, jobId);
};
