import {
  type AssetVersion,
  type AssetVersionList,
  type Digest,
  err,
  failure,
  ok,
  type Result,
} from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { announceAsset } from '../jobs/announce.ts';
import { jobsOfAsset } from '../jobs/jobs-of-asset.ts';
import type { AssetRecord, StoreOperations } from '../ports/index.ts';
import { noSuchAsset } from './no-such-asset.ts';
import { publishedBy } from './output-view.ts';

/** Everything an asset has shown or could show again, newest first. */
export const listVersions = async (
  tx: StoreOperations,
  assetId: string,
): Promise<Result<AssetVersionList>> => {
  const asset = await tx.assets.get(assetId);
  return asset ? ok({ items: [...(await versionsOf(tx, asset))] }) : err(noSuchAsset);
};

/** Shows an earlier version again: one pointer is set, in one transaction. */
export const restoreVersion = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  assetId: string,
  versionId: Digest,
): Promise<Result<void>> => {
  const asset = await tx.assets.get(assetId);
  if (!asset) return err(noSuchAsset);
  const version = (await versionsOf(tx, asset)).find(({ id }) => id === versionId);
  if (!version) return err(failure('NOT_FOUND', 'bad-input', 'The asset has no such version.'));
  if (version.isCurrent) {
    return err(
      failure('CONFLICT', 'bad-input', 'This version is the current one; there is nothing to restore.'),
    );
  }
  await tx.assets.update(assetId, { currentJobId: version.jobId, updatedAtMs: nowMs });
  await announceAsset(tx, emit, assetId);
  return ok(undefined);
};

const versionsOf = async (tx: StoreOperations, asset: AssetRecord): Promise<readonly AssetVersion[]> => {
  const jobs = await jobsOfAsset(tx, asset.id, 'succeeded');
  const published = await publishedBy(
    tx,
    jobs.map((job) => job.id),
  );
  const currentId = asset.currentJobId && published.get(asset.currentJobId)?.digest;
  const versions = new Map<Digest, AssetVersion>();
  // The first job that made a version stands for it: making it again makes nothing new.
  for (const job of jobs.toSorted((a, b) => (a.finishedAtMs ?? 0) - (b.finishedAtMs ?? 0))) {
    const found = published.get(job.id);
    if (!found || versions.has(found.digest)) continue;
    versions.set(found.digest, {
      id: found.digest,
      jobId: job.id,
      recipeName: job.recipeName,
      sourceDigest: asset.sourceDigest,
      outputs: [...found.outputs],
      isCurrent: found.digest === currentId,
      createdAt: new Date(job.finishedAtMs ?? job.createdAtMs).toISOString(),
    });
  }
  return [...versions.values()].reverse();
};
