import type { BulkItemState, JobState, Recipe } from '@reelmill/core';

/** One recipe run on many assets. */
export interface BulkRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  readonly cancelled: boolean;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
}

/** An asset of a bulk job, and the job it was given. */
export interface BulkItemRecord {
  readonly assetId: string;
  /** Null until it is its turn. */
  readonly jobId: string | null;
}

export interface BulkCounts {
  /** How many items are in each state: that of their job, or `waiting` for one. */
  readonly byState: Readonly<Record<BulkItemState, number>>;
  /** Progress of the queued, running and paused ones, added up. */
  readonly openProgress: number;
}

/** Items of assets that are deleted go with them. */
export interface BulkOperations {
  /** With its items, in this order, none of which has a job. */
  insert(bulk: BulkRecord, assetIds: readonly string[]): Promise<void>;
  get(id: string): Promise<BulkRecord | undefined>;
  update(id: string, patch: Partial<Pick<BulkRecord, 'cancelled' | 'finishedAtMs'>>): Promise<void>;
  /** Newest first. */
  list(page: {
    readonly ownerId?: string | undefined;
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ readonly items: readonly BulkRecord[]; readonly total: number }>;
  /** Those that have not ended, oldest first. */
  open(): Promise<readonly BulkRecord[]>;
  counts(bulkId: string): Promise<BulkCounts>;
  /** In the order they were inserted. */
  items(
    bulkId: string,
    page: { readonly state?: BulkItemState | undefined; readonly limit: number; readonly offset: number },
  ): Promise<{ readonly items: readonly BulkItemRecord[]; readonly total: number }>;
  assign(bulkId: string, assetId: string, jobId: string): Promise<void>;
  /** Items whose jobs are in one of these states have none any more; returns how many. */
  letGo(bulkId: string, states: readonly JobState[]): Promise<number>;
}
