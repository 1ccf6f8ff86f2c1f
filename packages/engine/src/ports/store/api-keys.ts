import type { Digest, Scope } from '@reelmill/core';

/** What stands for a user: the digest of a secret that nobody keeps. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly secretDigest: Digest;
  readonly name: string;
  readonly userId: string;
  readonly scope: Scope;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

export interface ApiKeyOperations {
  insert(key: ApiKeyRecord): Promise<void>;
  get(id: string): Promise<ApiKeyRecord | undefined>;
  /** Newest first. */
  list(): Promise<readonly ApiKeyRecord[]>;
  update(
    id: string,
    patch: Partial<Pick<ApiKeyRecord, 'expiresAtMs' | 'lastUsedAtMs' | 'revokedAtMs'>>,
  ): Promise<boolean>;
}
