import { err, failure, type Job, type JobSummary, ok, type Result } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';

/** Starts a job, says how it goes, and resolves when it has ended, however it did. */
export const watchJob = async (
  engine: Engine,
  start: () => Promise<Result<{ readonly id: string }>>,
  onProgress: (job: JobSummary) => void,
  interrupted: AbortSignal,
): Promise<Result<Job>> => {
  const ended = Promise.withResolvers<void>();
  const finished = new Set<string>();
  let jobId: string | undefined;
  const stop = engine.subscribe((event) => {
    if (event.type !== 'job.updated' && event.type !== 'job.progress') return;
    if (event.job.finishedAt !== null) finished.add(event.job.id);
    // A job whose steps are all cached ends before its id is known here.
    if (jobId === undefined || event.job.id === jobId) onProgress(event.job);
    if (jobId !== undefined && finished.has(jobId)) ended.resolve();
  });
  interrupted.addEventListener('abort', () => ended.resolve(), { once: true });
  try {
    const started = await start();
    if (!started.ok) return started;
    jobId = started.value.id;
    if (finished.has(jobId)) ended.resolve();
    await ended.promise;
    if (interrupted.aborted)
      return err(failure('CANCELLED', 'cancelled', 'Stopped; run it again to go on from here.'));
    const job = await engine.getJob(jobId);
    if (!job) throw new Error('the job is gone');
    return ok(job);
  } finally {
    stop();
  }
};
