import { type Asset, sourceUrl } from '@reelmill/core';
import { jobSummaries } from '../jobs/job-view.ts';
import type { AssetRecord, StoreOperations } from '../ports/index.ts';
import { publishedBy } from './output-view.ts';
import { shownJobId } from './shown-job.ts';

/** Assets as the API shows them, in the order given, with a fixed number of queries. */
export const assetViews = async (
  tx: StoreOperations,
  records: readonly AssetRecord[],
): Promise<readonly Asset[]> => {
  const ids = records.map((record) => record.id);
  const assets = new Map(records.map((record) => [record.id, record]));
  const newest = await jobSummaries(tx, await tx.jobs.newestOf(ids), assets);
  const jobs = new Map(newest.map((job) => [job.assetId, job]));
  const shown = new Map(records.map((record) => [record.id, shownJobId(record, jobs.get(record.id))]));
  const published = await publishedBy(
    tx,
    [...shown.values()].filter((id) => id !== undefined),
  );
  const publishedOf = (id: string) => published.get(shown.get(id) ?? '');
  return records.map((record) => ({
    id: record.id,
    name: record.name,
    metadata: record.metadata,
    state: record.state,
    source: {
      digest: record.sourceDigest,
      sizeBytes: record.sourceSizeBytes,
      fileName: record.sourceFileName,
      url: sourceUrl(record.id),
    },
    probe: record.probe,
    outputs: [...(publishedOf(record.id)?.outputs ?? [])],
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
