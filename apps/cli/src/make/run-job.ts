import { basename } from 'node:path';
import { err, failure, type Job, type JobSummary, ok, type Result } from '@reelmill/core';
import type { Engine, NamedRecipe } from '@reelmill/engine';

/** Makes the recipe of this source and resolves when the job has ended, however it did. */
export const runJob = async (
  engine: Engine,
  source: { readonly path: string; readonly digest: string; readonly sizeBytes: number },
  recipe: NamedRecipe,
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
    const started = await startJob(engine, source, recipe);
    if (!started.ok) return started;
    jobId = started.value;
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

/** The same file again is the same asset, so that runs do not pile up in the library. */
const startJob = async (
  engine: Engine,
  source: { readonly path: string; readonly digest: string; readonly sizeBytes: number },
  recipe: NamedRecipe,
): Promise<Result<string>> => {
  const name = basename(source.path);
  const { items } = await engine.store.direct.assets.list({
    search: name,
    sort: 'createdAt',
    order: 'desc',
    limit: 200,
    offset: 0,
  });
  const known = items.find((asset) => asset.sourceDigest === source.digest && asset.sourceFileName === name);
  if (known) {
    const job = await engine.createJob(known.id, recipe);
    return job.ok ? ok(job.value.id) : job;
  }
  const asset = await engine.createAsset({
    name,
    fileName: name,
    metadata: {},
    sourceDigest: source.digest,
    sourceSizeBytes: source.sizeBytes,
    recipe,
  });
  if (!asset.ok) return asset;
  if (!asset.value.job) throw new Error('a new asset has a job');
  return ok(asset.value.job.id);
};
