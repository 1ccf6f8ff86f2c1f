import { LOCAL_USER } from '@reelmill/core';
import type { NewAsset } from '../engine.ts';
import type { Emit } from '../events/commit.ts';
import { newId } from '../identity/new-id.ts';
import type { AdvanceContext } from '../jobs/advance-job.ts';
import { announceAsset } from '../jobs/announce.ts';
import { insertJob } from '../jobs/insert-job.ts';
import type { AssetRecord, StoreOperations } from '../ports/index.ts';

/** An asset and its first job, in the caller's transaction: both exist, or neither. */
export const insertAssetWithJob = async (
  tx: StoreOperations,
  emit: Emit,
  context: AdvanceContext,
  input: NewAsset,
): Promise<{ readonly assetId: string; readonly jobId: string }> => {
  const nowMs = context.nowMs();
  const asset: AssetRecord = {
    id: newId('asset'),
    ownerId: input.ownerId ?? LOCAL_USER,
    name: input.name,
    metadata: input.metadata,
    state: 'processing',
    sourceDigest: input.sourceDigest,
    sourceSizeBytes: input.sourceSizeBytes,
    sourceFileName: input.fileName,
    probe: null,
    currentJobId: null,
    visibility: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  await tx.assets.insert(asset);
  for (const replacement of input.replacements ?? [])
    await tx.replacements.put({ assetId: asset.id, ...replacement });
  await announceAsset(tx, emit, asset.id, 'asset.created');
  const jobId = await insertJob(tx, emit, context, asset, input.recipe, { priority: input.priority });
  return { assetId: asset.id, jobId };
};
