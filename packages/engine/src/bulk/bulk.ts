import type {
  Bulk,
  BulkItemPage,
  BulkPage,
  ListAssetsQuery,
  ListBulkItemsQuery,
  ListBulksQuery,
  Recipe,
  Result,
} from '@reelmill/core';
import type { Owned } from '../ports/index.ts';

/** Which assets a list would show. */
export type BulkQuery = Pick<
  ListAssetsQuery,
  'search' | 'state' | 'minDurationSeconds' | 'maxDurationSeconds'
>;

export interface NewBulk {
  /** The local user, unless given. */
  readonly ownerId?: string | undefined;
  readonly recipe: { readonly name: string; readonly recipe: Recipe };
  readonly priority: number;
  readonly assets: ({ readonly ids: readonly string[] } & Owned) | { readonly query: BulkQuery & Owned };
}

/** One recipe run on many assets. */
export interface BulkJobs {
  /** Returns before the jobs are made. NOT_FOUND when one of the assets is not there; each is taken once. */
  create(input: NewBulk): Promise<Result<Bulk>>;
  get(id: string): Promise<Bulk | undefined>;
  /** Newest first. */
  list(query: ListBulksQuery & Owned): Promise<BulkPage>;
  /** In the order they were asked for; undefined when there is no such bulk job. */
  items(id: string, query: ListBulkItemsQuery): Promise<BulkItemPage | undefined>;
  /** What has ended stays. CONFLICT when all has. Resolves when its processes are gone. */
  cancel(id: string): Promise<Result<Bulk>>;
  /** New jobs for what failed or was cancelled. CONFLICT until it has ended, and when all succeeded. */
  retry(id: string): Promise<Result<Bulk>>;
}
