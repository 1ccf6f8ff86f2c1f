import type { Failure } from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { crashPoint, type StoreOperations } from '../ports/index.ts';
import { announceAsset, announceJob, announceSteps } from './announce.ts';
import { jobsOfAsset } from './jobs-of-asset.ts';

const OPEN_STEP_STATES = ['waiting', 'ready', 'running'] as const;

/**
 * The one way a job ends, once: its open steps are cancelled in the same transaction, so a worker that finishes later
 * commits to no row and publishes nothing.
 */
export const endJob = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  jobId: string,
  state: 'succeeded' | 'failed' | 'cancelled',
  error: Failure | null,
): Promise<void> => {
  const ended = await tx.jobs.update(
    jobId,
    {
      state,
      error,
      finishedAtMs: nowMs,
      etaSeconds: null,
      ...(state === 'succeeded' ? { stage: 'done' as const, progress: 1 } : {}),
    },
    ['queued', 'running', 'paused'],
  );
  if (!ended) return;
  crashPoint('job.ended');
  for (const step of await tx.steps.ofJob(jobId)) {
    const wasRunning = step.state === 'running';
    const closed = await tx.steps.update(
      jobId,
      step.key,
      { state: 'cancelled', finishedAtMs: nowMs, leaseExpiresAtMs: null },
      { states: OPEN_STEP_STATES },
    );
    if (!closed) continue;
    if (!wasRunning) continue;
    await tx.attempts.finish(jobId, step.key, step.epoch, {
      finishedAtMs: nowMs,
      outcome: 'cancelled',
      error,
    });
    await announceSteps(tx, emit, jobId, [step.key]);
  }
  await announceJob(tx, emit, jobId);
  await followWithAsset(tx, emit, nowMs, jobId, state);
};

/**
 * What a job that succeeded has published becomes the asset's current version, all of it at once. An asset stays ready
 * when an earlier job made it so; that version still plays.
 */
const followWithAsset = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  jobId: string,
  state: 'succeeded' | 'failed' | 'cancelled',
): Promise<void> => {
  const job = await tx.jobs.get(jobId);
  const asset = job && (await tx.assets.get(job.assetId));
  if (!asset) return;
  if (job.completes !== null) return;
  const currentJobId = state === 'succeeded' ? jobId : asset.currentJobId;
  const isUnfinished = (await jobsOfAsset(tx, asset.id)).some(
    (other) => other.finishedAtMs === null && other.completes === null,
  );
  const settled = state === 'succeeded' || currentJobId !== null ? 'ready' : state;
  await tx.assets.update(asset.id, {
    state: isUnfinished ? 'processing' : settled,
    currentJobId,
    updatedAtMs: nowMs,
  });
  await announceAsset(tx, emit, asset.id);
};
