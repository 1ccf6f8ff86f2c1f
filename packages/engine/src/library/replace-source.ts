import type { NewSource } from '../engine.ts';
import type { Emit } from '../events/commit.ts';
import type { AdvanceContext } from '../jobs/advance-job.ts';
import { endJob } from '../jobs/end-job.ts';
import { insertJob } from '../jobs/insert-job.ts';
import { jobsOfAsset } from '../jobs/jobs-of-asset.ts';
import type { StoreOperations } from '../ports/index.ts';

/**
 * Gives an asset other bytes and starts a job on them, in the caller's transaction. Steps whose inputs are the same in
 * both files are cached; what plays now plays until the job has succeeded. Jobs on the old bytes are cancelled, and what
 * stood in place of outputs goes: it showed another film.
 * Undefined when the asset is gone.
 */
export const replaceSource = async (
  tx: StoreOperations,
  emit: Emit,
  context: AdvanceContext,
  input: NewSource,
): Promise<string | undefined> => {
  const asset = await tx.assets.get(input.assetId);
  if (!asset) return undefined;
  const nowMs = context.nowMs();
  for (const job of await jobsOfAsset(tx, asset.id)) {
    if (job.finishedAtMs === null) await endJob(tx, emit, nowMs, job.id, 'cancelled', null);
  }
  for (const { name } of await tx.replacements.ofAsset(asset.id))
    await tx.replacements.delete(asset.id, name);
  const source = {
    sourceDigest: input.sourceDigest,
    sourceSizeBytes: input.sourceSizeBytes,
    sourceFileName: input.fileName,
    probe: null,
  };
  await tx.assets.update(asset.id, { ...source, updatedAtMs: nowMs });
  return insertJob(tx, emit, context, { ...asset, ...source }, input.recipe, {
    priority: input.priority,
  });
};
