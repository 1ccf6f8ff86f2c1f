import type { Digest } from '@reelmill/core';

/** A file that somebody put in place of an output: it stays there when the asset is made again. */
export interface ReplacementRecord {
  readonly assetId: string;
  /** The output's. */
  readonly name: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** They go with their asset. */
export interface ReplacementOperations {
  /** Replaces what stood in place of that output. */
  put(replacement: ReplacementRecord): Promise<void>;
  /** By name. */
  ofAsset(assetId: string): Promise<readonly ReplacementRecord[]>;
  delete(assetId: string, name: string): Promise<void>;
}
