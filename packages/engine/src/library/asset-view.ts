import { type Asset, sourceUrl } from '@reelmill/core';
import { jobSummaries } from '../jobs/job-view.ts';
import type { AssetRecord, StoreOperations } from '../ports/index.ts';
import { leftOutputs } from './left-outputs.ts';
import { publishedBy } from './output-view.ts';
import { shownJobId } from './shown-job.ts';

/** Assets as the API shows them, in the order given, with a fixed number of queries where the newest job made what is shown. */
export const assetViews = async (
  tx: StoreOperations,
  records: readonly AssetRecord[],
): Promise<readonly Asset[]> => {
  const ids = records.map((record) => record.id);
  const assets = new Map(records.map((record) => [record.id, record]));
  const newestRecords = await tx.jobs.newestOf(ids);
  const newest = await jobSummaries(tx, newestRecords, assets);
  const jobs = new Map(newest.map((job) => [job.assetId, job]));
  const shown = new Map(records.map((record) => [record.id, shownJobId(record, jobs.get(record.id))]));
  const published = await publishedBy(
    tx,
    [...shown.values()].filter((id) => id !== undefined),
  );
  const publishedOf = (id: string) => published.get(shown.get(id) ?? '');
  const recipes = new Map(newestRecords.map((job) => [job.id, job.recipe]));
  for (const { currentJobId } of records) {
    const job = currentJobId && !recipes.has(currentJobId) ? await tx.jobs.get(currentJobId) : undefined;
    if (job) recipes.set(job.id, job.recipe);
  }
  const leftOf = ({ id, currentJobId }: AssetRecord) => {
    const recipe = currentJobId === null ? undefined : recipes.get(currentJobId);
    return recipe ? leftOutputs(recipe, publishedOf(id)?.outputs ?? []) : [];
  };
  return records.map((record) => ({
    id: record.id,
    ownerId: record.ownerId,
    name: record.name,
    metadata: record.metadata,
    state: record.state,
    visibility: record.visibility,
    source: {
      digest: record.sourceDigest,
      sizeBytes: record.sourceSizeBytes,
      fileName: record.sourceFileName,
      url: sourceUrl(record.id),
    },
    probe: record.probe,
    outputs: [...(publishedOf(record.id)?.outputs ?? [])],
    onDemand: leftOf(record),
    versionId: record.currentJobId === null ? null : (publishedOf(record.id)?.digest ?? null),
    job: jobs.get(record.id) ?? null,
    createdAt: new Date(record.createdAtMs).toISOString(),
    updatedAt: new Date(record.updatedAtMs).toISOString(),
  }));
};

export const assetView = async (tx: StoreOperations, id: string): Promise<Asset | undefined> => {
  const record = await tx.assets.get(id);
  return record && (await assetViews(tx, [record]))[0];
};
