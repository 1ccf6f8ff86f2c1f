/** What an output of an asset is worth keeping. */
export interface DemandRecord {
  readonly assetId: string;
  readonly name: string;
  /** Higher is wanted more. Only the engine knows how it is counted. */
  readonly rank: number;
}

export interface DemandOperations {
  /** Replaces what was known of that output. */
  put(demand: DemandRecord): Promise<void>;
  ofAsset(assetId: string): Promise<readonly DemandRecord[]>;
  /** Of all assets, highest rank first. */
  highest(limit: number): Promise<readonly DemandRecord[]>;
}
