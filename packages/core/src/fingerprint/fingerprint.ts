import type { Digest } from '../api/scalars.ts';
import { canonicalJson } from './canonical-json.ts';

/** Everything that decides a step's result, readable. Its SHA-256 is the fingerprint. */
export interface FingerprintRecord {
  readonly kind: string;
  /** Raised whenever the code of the step kind would give other bytes for the same parameters. */
  readonly version: number;
  readonly params: unknown;
  /**
   * Digests of content, not ids of the steps that made it: a step whose output did not change stops the rebuild there.
   * A part of the source has several.
   */
  readonly inputs: Readonly<Record<string, Digest | readonly string[]>>;
  /** Build of ffmpeg and its encoders: another build gives other bytes. Null for steps that do not use it. */
  readonly toolchain: string | null;
}

/** The canonical text that is hashed and kept beside the result, for `plan --why`. */
export const fingerprintText = (record: FingerprintRecord): string => canonicalJson(record);
