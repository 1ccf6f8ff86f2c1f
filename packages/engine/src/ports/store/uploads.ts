import type { Digest, Recipe, TransactionMember, UserMetadata } from '@reelmill/core';

export interface UploadRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  /** Null until the client knows. */
  readonly lengthBytes: number | null;
  /** One of several that another upload is put together from; it becomes no asset by itself. */
  readonly isPart: boolean;
  /** Ids of the uploads it is put together from, in order; null for one that is sent. */
  readonly parts: readonly string[] | null;
  /** Never more than what fsync has confirmed. */
  readonly offsetBytes: number;
  readonly state: 'uploading' | 'complete';
  /** The transaction it brings a file of; null for one that becomes an asset by itself. */
  readonly member: TransactionMember | null;
  /** What it must have once whole; null where the client did not say. */
  readonly expectedDigest: Digest | null;
  /** tus Upload-Metadata as sent, for HEAD to echo. */
  readonly tusMetadata: string;
  readonly metadata: UserMetadata;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  readonly digest: Digest | null;
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface UploadOperations {
  insert(upload: UploadRecord): Promise<void>;
  get(id: string): Promise<UploadRecord | undefined>;
  /** False when gone or, with `onlyIf`, in another state. */
  update(
    id: string,
    patch: Partial<Omit<UploadRecord, 'id' | 'createdAtMs'>>,
    onlyIf?: UploadRecord['state'],
  ): Promise<boolean>;
  delete(id: string): Promise<boolean>;
  unfinished(): Promise<readonly UploadRecord[]>;
}
