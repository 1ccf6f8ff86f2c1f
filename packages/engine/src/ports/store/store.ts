import type { ApiKeyOperations } from './api-keys.ts';
import type { ArtifactOperations } from './artifacts.ts';
import type { AssetOperations } from './assets.ts';
import type { AttemptOperations } from './attempts.ts';
import type { BulkOperations } from './bulks.ts';
import type { CacheOperations } from './cache.ts';
import type { DemandOperations } from './demand.ts';
import type { EventOperations } from './events.ts';
import type { ImportOperations } from './imports.ts';
import type { JobOperations } from './jobs.ts';
import type { MultipartOperations } from './multiparts.ts';
import type { OutputOperations } from './outputs.ts';
import type { OwnerOperations } from './owners.ts';
import type { PlaybackOperations } from './playback.ts';
import type { ReplacementOperations } from './replacements.ts';
import type { SessionOperations } from './sessions.ts';
import type { StepOperations } from './steps.ts';
import type { TransactionOperations } from './transactions.ts';
import type { UploadOperations } from './uploads.ts';
import type { WebhookOperations } from './webhooks.ts';

/**
 * The truth. Rows and transactions, nothing else: every rule about what follows what lives in the engine.
 *
 * Deliberately not here: bytes (BlobStore), notification (Dispatch, EventBus), clocks (times are passed in),
 * retries, business rules. Ids and digests are made by the caller. Times are milliseconds since the epoch.
 */
export interface Store {
  /** Reads and single-statement writes outside a transaction. */
  readonly direct: StoreOperations;
  /**
   * Runs `work` in one serialisable transaction: all of it is kept, or none when `work` throws.
   * Durable when it resolves; with `durable: false` the newest such transactions may be lost by a power cut
   * (never by the death of the process), which is right for progress.
   */
  transaction<T>(work: (tx: StoreOperations) => Promise<T>, options?: TransactionOptions<T>): Promise<T>;
  close(): Promise<void>;
}

export interface TransactionOptions<T> {
  readonly durable?: boolean;
  /**
   * Called once readers see the transaction, in the order in which transactions become visible, and before it is durable:
   * those that are not durable overtake the others' wait for the disk. Never called for one that was rolled back.
   */
  readonly onVisible?: (result: T) => void;
}

export interface StoreOperations {
  readonly assets: AssetOperations;
  readonly jobs: JobOperations;
  readonly steps: StepOperations;
  readonly attempts: AttemptOperations;
  readonly artifacts: ArtifactOperations;
  readonly cache: CacheOperations;
  readonly outputs: OutputOperations;
  readonly replacements: ReplacementOperations;
  readonly demand: DemandOperations;
  readonly bulks: BulkOperations;
  readonly uploads: UploadOperations;
  readonly imports: ImportOperations;
  readonly multiparts: MultipartOperations;
  readonly transactions: TransactionOperations;
  readonly webhooks: WebhookOperations;
  readonly playback: PlaybackOperations;
  readonly owners: OwnerOperations;
  readonly apiKeys: ApiKeyOperations;
  readonly sessions: SessionOperations;
  readonly events: EventOperations;
}
