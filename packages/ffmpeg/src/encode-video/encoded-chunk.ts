import type { QualityLimit } from '@reelmill/core';
import type { SegmentedFile } from '../verify/segmented-file.ts';

export interface EncodedChunk {
  /** In the order asked for. */
  readonly renditions: readonly SegmentedFile[];
  /** What those with a target scored, in the same order. */
  readonly qualities?: readonly ReachedQuality[];
  readonly warnings: readonly string[];
}

/** What a rung scored in the end, at which rate factor. */
export interface ReachedQuality {
  readonly ssim: number;
  readonly crf: number;
  readonly encodes: number;
  /** What keeps it below its target; null where it is not. */
  readonly limit: QualityLimit | null;
}
