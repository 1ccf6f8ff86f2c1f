import type { Failure, ListImportsQuery, Recipe, UserMetadata } from '@reelmill/core';
import type { Owned } from './assets.ts';

/** Where an import gets its bytes. */
export type ImportOrigin =
  | { readonly type: 'url'; readonly url: string }
  /** `path` is absolute; it lay below an import folder when it was asked for. */
  | { readonly type: 'file'; readonly path: string }
  /** Of the object store that has the blobs. */
  | { readonly type: 'object'; readonly key: string };

export interface ImportRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly origin: ImportOrigin;
  /** Names what was found in a watched folder, so that it is taken once; null for what was asked for. */
  readonly sourceKey: string | null;
  readonly fileName: string;
  readonly metadata: UserMetadata;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** The upload its bytes go through; null before the first of them. */
  readonly uploadId: string | null;
  /** Of the bytes received so far; null when they cannot be gone on with. */
  readonly etag: string | null;
  readonly receivedBytes: number;
  readonly sizeBytes: number | null;
  /** How often it broke off without a byte more. */
  readonly failures: number;
  readonly error: Failure | null;
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
}

export interface ImportOperations {
  /** False, and nothing happens, when there is one with the same `sourceKey`. */
  insert(record: ImportRecord): Promise<boolean>;
  get(id: string): Promise<ImportRecord | undefined>;
  /** False when gone or, with `onlyIf`, in another state. */
  update(
    id: string,
    patch: Partial<Omit<ImportRecord, 'id' | 'createdAtMs'>>,
    onlyIf?: readonly ImportRecord['state'][],
  ): Promise<boolean>;
  /** Newest first. */
  list(
    query: ListImportsQuery & Owned,
  ): Promise<{ readonly items: readonly ImportRecord[]; readonly total: number }>;
  /** Oldest first. */
  unfinished(): Promise<readonly ImportRecord[]>;
}
