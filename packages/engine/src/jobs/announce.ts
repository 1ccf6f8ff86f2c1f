import type { Emit } from '../events/commit.ts';
import { assetView } from '../library/asset-view.ts';
import type { StoreOperations } from '../ports/index.ts';
import { jobSummary, stepView } from './job-view.ts';

/** Say in the running transaction what changed, with the views as they are now. */

export const announceJob = async (
  tx: StoreOperations,
  emit: Emit,
  jobId: string,
  type: 'job.updated' | 'job.progress' = 'job.updated',
): Promise<void> => {
  const job = await jobSummary(tx, jobId);
  if (job) await emit({ assetId: job.assetId, jobId }, { type, job });
};

export const announceStep = async (
  tx: StoreOperations,
  emit: Emit,
  jobId: string,
  key: string,
): Promise<void> => {
  const job = await tx.jobs.get(jobId);
  const steps = await tx.steps.ofJob(jobId);
  const step = steps.find((candidate) => candidate.key === key);
  if (!job || !step) return;
  const totalWork = steps.reduce((sum, other) => sum + other.work, 0);
  const attempts = await tx.attempts.ofJob(jobId);
  await emit(
    { assetId: job.assetId, jobId },
    { type: 'step.updated', step: stepView(step, totalWork, attempts) },
  );
};

export const announceAsset = async (
  tx: StoreOperations,
  emit: Emit,
  assetId: string,
  type: 'asset.created' | 'asset.updated' = 'asset.updated',
): Promise<void> => {
  const asset = await assetView(tx, assetId);
  if (asset) await emit({ assetId, jobId: null }, { type, asset });
};
