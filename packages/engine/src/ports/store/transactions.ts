import type { Digest, Failure, FileRole, Recipe, UserMetadata } from '@reelmill/core';

/** One file of a transaction. */
export interface TransactionFileRecord {
  /** Unique within the transaction. */
  readonly role: FileRole;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** As declared; null where the client did not say. */
  readonly sha256: Digest | null;
  /** The blob it is, once it has arrived. */
  readonly digest: Digest | null;
  /** What brings it, or brought it. */
  readonly upload: { readonly kind: 'tus' | 'multipart'; readonly id: string } | null;
}

/** Files that become one asset together, or nothing. */
export interface TransactionRecord {
  readonly id: string;
  readonly ownerId: string;
  /** What its owner calls it, if they do; unique among the owner's. */
  readonly key: string | null;
  /** Of the asset, as all that follows. */
  readonly name: string;
  readonly metadata: UserMetadata;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  readonly files: readonly TransactionFileRecord[];
  readonly state: 'open' | 'complete' | 'refused';
  /** Why it was refused. */
  readonly error: Failure | null;
  /** Null until complete. */
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Gone with the asset it became. While one is open its files' blobs are needed. */
export interface TransactionOperations {
  /** With its files. False, and nothing happens, when its owner has one with this key. */
  insert(record: TransactionRecord): Promise<boolean>;
  get(id: string): Promise<TransactionRecord | undefined>;
  withKey(ownerId: string, key: string): Promise<TransactionRecord | undefined>;
  /** False when gone or, with `onlyIf`, in another state. */
  update(
    id: string,
    patch: Partial<Pick<TransactionRecord, 'state' | 'error' | 'assetId' | 'jobId' | 'expiresAtMs'>>,
    onlyIf?: TransactionRecord['state'],
  ): Promise<boolean>;
  updateFile(
    id: string,
    role: FileRole,
    patch: Partial<Pick<TransactionFileRecord, 'digest' | 'upload'>>,
  ): Promise<void>;
  /** With its files. */
  delete(id: string): Promise<boolean>;
  /** Oldest first. */
  open(): Promise<readonly TransactionRecord[]>;
  /** Removes those that have ended and whose time was over by then. */
  forget(beforeMs: number): Promise<void>;
}
