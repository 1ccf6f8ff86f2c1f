import type { Bulk, BulkItem, BulkItemState } from '@reelmill/core';
import type { BulkCounts, BulkItemRecord, BulkRecord, StoreOperations } from '../ports/index.ts';

const ENDED: readonly BulkItemState[] = ['succeeded', 'failed', 'cancelled'];

/** A bulk job as it is now: all but what was asked for is computed from its jobs. */
export const bulkView = async (tx: StoreOperations, bulk: BulkRecord): Promise<Bulk> => {
  const { byState, openProgress } = await tx.bulks.counts(bulk.id);
  const items = bulk.cancelled ? withoutWaiting(byState) : byState;
  const total = Object.values(items).reduce((sum, count) => sum + count, 0);
  const ended = ENDED.reduce((sum, state) => sum + items[state], 0);
  return {
    id: bulk.id,
    recipeName: bulk.recipeName,
    recipe: bulk.recipe,
    priority: bulk.priority,
    state: stateOf(bulk, items),
    progress: total === 0 ? 1 : Math.min(1, (ended + openProgress) / total),
    items: { total, ...items },
    createdAt: new Date(bulk.createdAtMs).toISOString(),
    finishedAt: bulk.finishedAtMs === null ? null : new Date(bulk.finishedAtMs).toISOString(),
  };
};

/** What has no job when a bulk job is cancelled gets none. */
const withoutWaiting = (items: BulkCounts['byState']): BulkCounts['byState'] => ({
  ...items,
  waiting: 0,
  cancelled: items.cancelled + items.waiting,
});

const stateOf = (bulk: BulkRecord, items: BulkCounts['byState']): Bulk['state'] => {
  if (bulk.finishedAtMs === null) return 'running';
  if (bulk.cancelled) return 'cancelled';
  return items.failed + items.cancelled > 0 ? 'failed' : 'succeeded';
};

/** Items in the order they were asked for, with what their jobs say. */
export const bulkItems = async (
  tx: StoreOperations,
  bulk: BulkRecord,
  records: readonly BulkItemRecord[],
): Promise<BulkItem[]> => {
  const items: BulkItem[] = [];
  for (const { assetId, jobId } of records) {
    const asset = await tx.assets.get(assetId);
    const job = jobId === null ? undefined : await tx.jobs.get(jobId);
    items.push({
      assetId,
      assetName: asset?.name ?? '',
      state: job?.state ?? (bulk.cancelled ? 'cancelled' : 'waiting'),
      job: job ? { id: job.id, stage: job.stage, progress: job.progress } : null,
      error: job?.error ?? null,
    });
  }
  return items;
};
