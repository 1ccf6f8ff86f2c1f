import { err, failure, type JobSummary, ok, type Result } from '@reelmill/core';
import type { Engine, Rebuild } from '@reelmill/engine';
import { watchJob } from '../session/watch-job.ts';

/** Makes again what was forgotten, job after job; a failed one does not keep the others from being made. */
export const rebuild = async (
  engine: Engine,
  rebuilds: readonly Rebuild[],
  onProgress: (job: JobSummary) => void,
  interrupted: AbortSignal,
): Promise<Result<readonly JobSummary[]>> => {
  const ended: JobSummary[] = [];
  for (const { assetId, recipe } of rebuilds) {
    if (interrupted.aborted) return err(stopped);
    const job = await watchJob(engine, () => engine.createJob(assetId, recipe), onProgress, interrupted);
    if (!job.ok) return job;
    ended.push(job.value);
  }
  return ok(ended);
};

const stopped = failure('CANCELLED', 'cancelled', 'Stopped; run it again to go on from here.');
