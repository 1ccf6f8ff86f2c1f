import type { Digest, Fingerprint, StepKindName } from '@reelmill/core';

export interface CacheRecord {
  readonly fingerprint: Fingerprint;
  readonly artifactDigest: Digest;
  readonly kind: StepKindName;
  /** The readable record the fingerprint is the digest of (canonical JSON). */
  readonly record: string;
  readonly warnings: readonly string[];
  readonly createdAtMs: number;
}

export interface CacheOperations {
  get(fingerprint: Fingerprint): Promise<CacheRecord | undefined>;
  /** The first writer wins; a second put for the same fingerprint changes nothing. */
  put(entry: CacheRecord): Promise<void>;
  delete(fingerprint: Fingerprint): Promise<void>;
}
