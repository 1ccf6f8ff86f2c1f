import type { Failure } from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { crashPoint, type StoreOperations } from '../ports/index.ts';
import { announceAsset, announceJob, announceStep } from './announce.ts';

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
    if (wasRunning) {
      await tx.attempts.finish(jobId, step.key, step.epoch, {
        finishedAtMs: nowMs,
        outcome: 'cancelled',
        error,
      });
    }
    await announceStep(tx, emit, jobId, step.key);
  }
  await announceJob(tx, emit, jobId);
  await followWithAsset(tx, emit, nowMs, jobId, state);
};

/** An asset stays ready when an earlier job made it so; its outputs still play. */
const followWithAsset = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  jobId: string,
  state: 'succeeded' | 'failed' | 'cancelled',
): Promise<void> => {
  const assetId = (await tx.jobs.get(jobId))?.assetId;
  if (assetId === undefined) return;
  const others = await tx.jobs.list({ assetId, limit: 200, offset: 0 });
  const unfinished = others.items.some((job) => job.finishedAtMs === null);
  const succeeded = others.items.some((job) => job.state === 'succeeded');
  const assetState = unfinished ? 'processing' : state === 'succeeded' || succeeded ? 'ready' : state;
  await tx.assets.update(assetId, { state: assetState, updatedAtMs: nowMs });
  await announceAsset(tx, emit, assetId);
};
