import { type Digest, err, ok, type Result } from '@reelmill/core';
import { type CareContext, discardUnreferenced } from '../care/discard-blobs.ts';
import type { Commit } from '../events/commit.ts';
import { endJob } from '../jobs/end-job.ts';
import { jobsOfAsset } from '../jobs/jobs-of-asset.ts';
import { crashPoint } from '../ports/index.ts';
import { noSuchAsset } from './no-such-asset.ts';

interface DeleteContext extends CareContext {
  readonly commit: Commit;
  readonly nowMs: () => number;
  /** Resolves when the job's processes are gone. */
  readonly abortJob: (jobId: string) => Promise<void>;
}

/** Ends its jobs, removes its rows in one transaction, then the bytes no other asset needs. */
export const deleteAsset = async (context: DeleteContext, assetId: string): Promise<Result<void>> => {
  const jobs = (await context.store.direct.jobs.unfinished()).filter((job) => job.assetId === assetId);
  await context.commit(async (tx, emit) => {
    for (const job of jobs) await endJob(tx, emit, context.nowMs(), job.id, 'cancelled', null);
  });
  for (const job of jobs) await context.abortJob(job.id);

  const digests = await digestsOf(context, assetId);
  crashPoint('delete.before-rows');
  const deleted = await context.commit(async (tx, emit) => {
    if (!(await tx.assets.get(assetId))) return false;
    // While it is known whose it is.
    await emit({ assetId, jobId: null }, { type: 'asset.deleted' });
    await tx.assets.delete(assetId);
    await tx.artifacts.sweep();
    return true;
  });
  if (!deleted) return err(noSuchAsset);
  crashPoint('delete.after-rows');
  for (const digest of digests) {
    await discardUnreferenced(context, [digest]);
    crashPoint('delete.between-blobs');
  }
  return ok(undefined);
};

/** Everything the asset's rows lead to: its source, what stands in place of outputs, and all that its jobs made. */
const digestsOf = async ({ store }: DeleteContext, assetId: string): Promise<readonly Digest[]> => {
  const { direct } = store;
  const asset = await direct.assets.get(assetId);
  if (!asset) return [];
  const artifacts = new Set<Digest>();
  for (const job of await jobsOfAsset(direct, assetId)) {
    for (const step of await direct.steps.ofJob(job.id))
      if (step.artifactDigest) artifacts.add(step.artifactDigest);
  }
  const replacements = await direct.replacements.ofAsset(assetId);
  const digests: Digest[] = [asset.sourceDigest, ...replacements.map(({ digest }) => digest)];
  for (const digest of artifacts) {
    digests.push(...((await direct.artifacts.get(digest))?.entries ?? []).map((entry) => entry.digest));
  }
  return digests;
};
