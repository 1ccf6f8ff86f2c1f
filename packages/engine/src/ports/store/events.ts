import type { EventBody, ReelmillEvent } from '@reelmill/core';
import type { Owned } from './assets.ts';

export interface NewEvent {
  readonly atMs: number;
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly body: EventBody;
}

export interface EventOperations {
  /**
   * Numbers and keeps it, as something of whoever owns the asset or the bulk job that it is about; visible to readers when
   * the transaction is. Numbers only grow, also across restarts.
   */
  append(event: NewEvent): Promise<ReelmillEvent>;
  since(
    seq: number,
    filter: Owned & { readonly assetId?: string | undefined; readonly jobId?: string | undefined },
    limit: number,
  ): Promise<readonly ReelmillEvent[]>;
  /** `oldest` is 0 when none is kept; `newest` survives trimming. */
  range(): Promise<{ readonly oldest: number; readonly newest: number }>;
  /** Keeps the newest `keep`. */
  trim(keep: number): Promise<void>;
}
