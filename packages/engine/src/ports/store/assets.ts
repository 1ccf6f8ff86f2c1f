import type { Asset, Digest, ListAssetsQuery, Probe, UserMetadata, Visibility } from '@reelmill/core';

export interface AssetRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly metadata: UserMetadata;
  readonly state: Asset['state'];
  readonly sourceDigest: Digest;
  readonly sourceSizeBytes: number;
  readonly sourceFileName: string;
  readonly probe: Probe | null;
  /** The job whose outputs are the current version; null until one has succeeded. */
  readonly currentJobId: string | null;
  /** Null while nobody has said. */
  readonly visibility: Visibility | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** Only what belongs to this user; everybody's where none is named. */
export interface Owned {
  readonly ownerId?: string | undefined;
}

/** Assets of which all that is given is true. */
export interface AssetChoice extends Owned {
  readonly id?: string;
  /** Null for those of which nobody has said. */
  readonly visibility?: readonly (Visibility | null)[];
}

export interface AssetOperations {
  insert(asset: AssetRecord): Promise<void>;
  get(id: string): Promise<AssetRecord | undefined>;
  /** The newest whose source has these bytes. */
  withSource(digest: Digest, owned: Owned): Promise<AssetRecord | undefined>;
  /** False when there is no such asset. */
  update(id: string, patch: Partial<Omit<AssetRecord, 'id' | 'createdAtMs'>>): Promise<boolean>;
  /** Removes the asset with its jobs, steps, attempts, outputs and finished uploads. Artifacts stay for `artifacts.sweep`. */
  delete(id: string): Promise<boolean>;
  /**
   * Search is case-insensitive: every word must occur in the name, the file name or a metadata value.
   * Names sort without regard to case; unknown durations come last and match no range; of equals the later insert is newer.
   */
  list(
    query: ListAssetsQuery & Owned,
  ): Promise<{ readonly items: readonly AssetRecord[]; readonly total: number }>;
}
