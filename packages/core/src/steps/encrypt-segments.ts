import type { EncryptionScheme } from './content-key.ts';

/** Its inputs are the segments of one track, `clear`, and the `key` they get. What comes out says the same about itself. */
export interface EncryptSegmentsParams {
  readonly scheme: EncryptionScheme;
  /** After how many segments another key is used; null for one key. */
  readonly segmentsPerKey: number | null;
  /** Number of the first of these segments in the whole, counted from 1. */
  readonly firstSegment: number;
}
