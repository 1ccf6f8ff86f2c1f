import type { Digest, Recipe, TransactionMember, UserMetadata } from '@reelmill/core';

/** A file that is sent in parts, straight to where it is kept. */
export interface MultipartRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Of the whole file, as the client said before it sent any of it. */
  readonly sha256: Digest;
  /** Of every part but the last. */
  readonly partBytes: number;
  /** What the PartStore calls it. */
  readonly handle: string;
  /** The transaction it brings a file of; null for one that becomes an asset by itself. */
  readonly member: TransactionMember | null;
  readonly metadata: UserMetadata;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  /** `joining`: its parts were checked, and no more are taken; `verified`: the whole has the digest it should have. */
  readonly state: 'uploading' | 'joining' | 'verified' | 'complete';
  /** Null until complete. */
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Gone with the asset it became. */
export interface MultipartOperations {
  insert(record: MultipartRecord): Promise<void>;
  get(id: string): Promise<MultipartRecord | undefined>;
  /** False when gone or, with `onlyIf`, in another state. */
  update(
    id: string,
    patch: Partial<Pick<MultipartRecord, 'state' | 'assetId' | 'jobId' | 'expiresAtMs'>>,
    onlyIf?: MultipartRecord['state'],
  ): Promise<boolean>;
  delete(id: string): Promise<boolean>;
  /** All but the complete ones, oldest first. */
  unfinished(): Promise<readonly MultipartRecord[]>;
}
