import type { Toolchain } from '@reelmill/ffmpeg';
import type { PinnedBlobs } from '../care/pinned-blobs.ts';
import type { Commit } from '../events/commit.ts';
import type { AdvanceContext } from '../jobs/advance-job.ts';
import type { DeriveKey } from '../keys/derive-key.ts';
import type { BlobStore, Store } from '../ports/index.ts';
import type { MemoryShare } from './memory-share.ts';

/** What running steps needs. */
export interface RunContext extends AdvanceContext {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly commit: Commit;
  readonly toolchain: Toolchain;
  readonly pinned: PinnedBlobs;
  readonly deriveKey: DeriveKey;
  readonly memory: MemoryShare;
  /** Where attempts get their folders; on the blob store's file system. */
  readonly workFolder: string;
  readonly workerId: string;
  readonly policy: RunPolicy;
  readonly log: EngineLog;
}

export interface RunPolicy {
  readonly leaseMs: number;
  /** Tries of a step that fails with a retryable reason. */
  readonly maxFailures: number;
  /** Tries of a step whose worker dies under it: counted apart, since the media may be innocent. */
  readonly maxLosses: number;
  /** Wait before the next try, after `failures` of them. */
  readonly backoffMs: (failures: number) => number;
}

export const DEFAULT_POLICY: RunPolicy = {
  // Renewed every third of it and looked at every second: a dead worker's step is taken over within 12 s.
  leaseMs: 10_000,
  maxFailures: 3,
  maxLosses: 5,
  // Jitter keeps steps that failed together from coming back together.
  backoffMs: (failures) => 1000 * 2 ** (failures - 1) * (0.75 + Math.random() / 2),
};

/** Shaped like pino, so that a server passes its own. */
export interface EngineLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
