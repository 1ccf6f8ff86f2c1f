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

/** Of steps that an attempt began or ended. What becomes due, cached or cancelled with a job is told by the job's event. */
export const announceSteps = async (
  tx: StoreOperations,
  emit: Emit,
  jobId: string,
  keys: readonly string[],
): Promise<void> => {
  const job = keys.length > 0 && (await tx.jobs.get(jobId));
  if (!job) return;
  const totalWork = await tx.steps.totalWork(jobId);
  for (const key of keys) {
    const step = await tx.steps.get(jobId, key);
    if (!step) continue;
    const attempts = await tx.attempts.ofStep(jobId, key);
    await emit(
      { assetId: job.assetId, jobId },
      { type: 'step.updated', step: stepView(step, totalWork, attempts) },
    );
  }
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
