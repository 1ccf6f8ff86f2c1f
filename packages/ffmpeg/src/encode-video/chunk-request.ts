import type { EncodeVideoParams, SourceRange } from '@reelmill/core';

/** Rungs of one chunk: all have the same place in the source. At least one. */
export interface ChunkRequest {
  readonly range: SourceRange;
  readonly rungs: readonly EncodeVideoParams[];
}
