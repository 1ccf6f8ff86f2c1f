/** Leave to watch an asset, as it was given. */
export interface PlaybackTokenRecord {
  readonly id: string;
  readonly assetId: string;
  readonly keyNumber: number;
  readonly ip: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Taken back before its end; null otherwise. */
  readonly revokedAtMs: number | null;
}

export interface PlaybackOperations {
  insert(token: PlaybackTokenRecord): Promise<void>;
  /** Neither ended nor taken back by `nowMs`, signed with this key or a later one; newest first. */
  good(
    assetId: string,
    since: { readonly nowMs: number; readonly keyNumber: number },
  ): Promise<readonly PlaybackTokenRecord[]>;
  /** The asset's token of this id, or all of it, unless ended or taken back already; returns which. */
  revoke(
    assetId: string,
    revoke: { readonly id?: string; readonly nowMs: number },
  ): Promise<readonly PlaybackTokenRecord[]>;
  /** Of all assets, those taken back before an end that is still to come. */
  revoked(nowMs: number): Promise<readonly PlaybackTokenRecord[]>;
  /** Removes those that had ended by then. */
  forgetEnded(nowMs: number): Promise<void>;
  /** The newest keys, newest first. */
  keys(limit: number): Promise<readonly { readonly number: number; readonly createdAtMs: number }[]>;
  /** Numbered from 1 on; returns its number. */
  addKey(nowMs: number): Promise<number>;
}
