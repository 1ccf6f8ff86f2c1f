import { basename } from 'node:path';
import { type Job, type JobSummary, ok, type Result } from '@reelmill/core';
import type { Engine, NamedRecipe } from '@reelmill/engine';
import { watchJob } from '../session/watch-job.ts';

/** Makes the recipe of this source and resolves when the job has ended, however it did. */
export const runJob = (
  engine: Engine,
  source: { readonly path: string; readonly digest: string; readonly sizeBytes: number },
  recipe: NamedRecipe,
  onProgress: (job: JobSummary) => void,
  interrupted: AbortSignal,
): Promise<Result<Job>> => watchJob(engine, () => startJob(engine, source, recipe), onProgress, interrupted);

/** The same file again is the same asset, so that runs do not pile up in the library. */
const startJob = async (
  engine: Engine,
  source: { readonly path: string; readonly digest: string; readonly sizeBytes: number },
  recipe: NamedRecipe,
): Promise<Result<{ readonly id: string }>> => {
  const name = basename(source.path);
  const { items } = await engine.store.direct.assets.list({
    search: name,
    sort: 'createdAt',
    order: 'desc',
    limit: 200,
    offset: 0,
  });
  const known = items.find((asset) => asset.sourceDigest === source.digest && asset.sourceFileName === name);
  if (known) return engine.createJob(known.id, recipe);
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
  return ok(asset.value.job);
};
