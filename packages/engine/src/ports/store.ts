import type {
  BulkItemState,
  Digest,
  EventBody,
  FileRole,
  Fingerprint,
  JobState,
  Lane,
  ListAssetsQuery,
  ListDeliveriesQuery,
  ListImportsQuery,
  ListJobsQuery,
  ReelmillEvent,
  StepState,
  Visibility,
} from '@reelmill/core';
import type {
  ApiKeyRecord,
  ArtifactRecord,
  AssetRecord,
  AttemptRecord,
  BulkItemRecord,
  BulkRecord,
  CacheRecord,
  DemandRecord,
  ImportRecord,
  JobRecord,
  MultipartRecord,
  OutputRecord,
  PlaybackTokenRecord,
  ReplacementRecord,
  SessionRecord,
  StepRecord,
  TransactionFileRecord,
  TransactionRecord,
  UploadRecord,
  WebhookDeliveryRecord,
  WebhookRecord,
} from './records.ts';

/**
 * The truth. Rows and transactions, nothing else: every rule about what follows what lives in the engine.
 *
 * Deliberately not here: bytes (BlobStore), notification (Dispatch, EventBus), clocks (times are passed in),
 * retries, business rules. Ids and digests are made by the caller.
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

/** Only what belongs to this user; everybody's where none is named. */
export interface Owned {
  readonly ownerId?: string | undefined;
}

export interface AssetOperations {
  insert(asset: AssetRecord): Promise<void>;
  get(id: string): Promise<AssetRecord | undefined>;
  /** The newest whose source has these bytes. */
  withSource(digest: Digest, owned: Owned): Promise<AssetRecord | undefined>;
  /** False when there is no such asset. */
  update(id: string, patch: Partial<Omit<AssetRecord, 'id' | 'createdAtMs'>>): Promise<boolean>;
  /** Removes the asset with its jobs, steps, attempts, outputs and finished uploads. Artifacts stay for `artifacts.sweep`. */
  delete(id: string): Promise<boolean>;
  /**
   * Search is case-insensitive: every word must occur in the name, the file name or a metadata value.
   * Names sort without regard to case; unknown durations come last and match no range; of equals the later insert is newer.
   */
  list(
    query: ListAssetsQuery & Owned,
  ): Promise<{ readonly items: readonly AssetRecord[]; readonly total: number }>;
}

export interface JobOperations {
  insert(job: JobRecord): Promise<void>;
  get(id: string): Promise<JobRecord | undefined>;
  /** Changes nothing and says false when the job is gone or its state is not one of `onlyIf`. */
  update(
    id: string,
    patch: Partial<Omit<JobRecord, 'id' | 'assetId' | 'createdAtMs'>>,
    onlyIf?: readonly JobState[],
  ): Promise<boolean>;
  /** Newest first. */
  list(
    query: ListJobsQuery & Owned,
  ): Promise<{ readonly items: readonly JobRecord[]; readonly total: number }>;
  /** The newest job of each asset. */
  newestOf(assetIds: readonly string[]): Promise<readonly JobRecord[]>;
  /** Queued, running and paused ones, oldest first. */
  unfinished(): Promise<readonly JobRecord[]>;
  /** Ids of unfinished ones none of whose steps is ready or running, oldest first. */
  idle(): Promise<readonly string[]>;
  countByState(owned: Owned): Promise<Readonly<Record<JobState, number>>>;
}

export interface StepCounts {
  readonly jobId: string;
  readonly total: number;
  readonly executed: number;
  readonly cached: number;
  readonly failed: number;
}

export type StepOutline = Pick<StepRecord, 'key' | 'kind' | 'state' | 'progress' | 'work' | 'artifactDigest'>;

export interface StepOperations {
  insert(steps: readonly StepRecord[]): Promise<void>;
  get(jobId: string, key: string): Promise<StepRecord | undefined>;
  /** In plan order. */
  ofJob(jobId: string): Promise<readonly StepRecord[]>;
  /** The same, without what only running a step needs: a film has hundreds, and every commit asks. */
  outline(jobId: string): Promise<readonly StepOutline[]>;
  /** In plan order. */
  waiting(jobId: string): Promise<readonly StepRecord[]>;
  /** The weight of 100 %. */
  totalWork(jobId: string): Promise<number>;
  /** One for each id, zeros where there are no steps. */
  countsOf(jobIds: readonly string[]): Promise<readonly StepCounts[]>;
  /**
   * The fence: changes nothing and says false unless the row's epoch and state are the expected ones, so that a late
   * writer's commit matches no row.
   */
  update(
    jobId: string,
    key: string,
    patch: Partial<Omit<StepRecord, 'jobId' | 'key' | 'kind' | 'position'>>,
    onlyIf: { readonly epoch?: number; readonly states?: readonly StepState[] },
  ): Promise<boolean>;
  /**
   * Takes a due `ready` step of the lane, of a queued or running job, whose fingerprint nobody is running: state
   * `running`, epoch + 1, lease set. Undefined when there is none.
   *
   * Jobs of the highest priority first; of these the one with the fewest steps running in the lane, then the one that
   * has waited longest since its last claim there (since it was made when there was none), then the one inserted first.
   * Within a job in plan order. So a film of hundreds of steps and a clip of five take turns.
   */
  claim(claim: {
    readonly lane: Lane;
    readonly workerId: string;
    readonly nowMs: number;
    readonly leaseExpiresAtMs: number;
  }): Promise<StepRecord | undefined>;
  /** Takes the other due steps of a batch whose first one was claimed, by the same rules, in plan order. */
  claimBatch(claim: {
    readonly jobId: string;
    readonly batch: string;
    readonly workerId: string;
    readonly nowMs: number;
    readonly leaseExpiresAtMs: number;
  }): Promise<readonly StepRecord[]>;
  /** Running steps whose lease ended at or before `nowMs`. */
  expired(nowMs: number): Promise<readonly StepRecord[]>;
  running(): Promise<readonly StepRecord[]>;
  /** `ready` steps with this fingerprint: they become `cached` when another job has made it. */
  readyWith(fingerprint: Fingerprint): Promise<readonly StepRecord[]>;
  /** When the next claimable step leaves its backoff, in ms since the epoch; undefined when none waits. */
  nextDueMs(nowMs: number): Promise<number | undefined>;
}

export interface AttemptOperations {
  insert(attempt: AttemptRecord): Promise<void>;
  finish(
    jobId: string,
    stepKey: string,
    epoch: number,
    end: Pick<AttemptRecord, 'finishedAtMs' | 'outcome' | 'error'>,
  ): Promise<void>;
  ofJob(jobId: string): Promise<readonly AttemptRecord[]>;
  ofStep(jobId: string, stepKey: string): Promise<readonly AttemptRecord[]>;
}

/** Assets of which all that is given is true. */
export interface AssetChoice extends Owned {
  readonly id?: string;
  /** Null for those of which nobody has said. */
  readonly visibility?: readonly (Visibility | null)[];
}

export interface ArtifactOperations {
  /** Idempotent: the digest decides the content. */
  put(artifact: ArtifactRecord): Promise<void>;
  get(digest: Digest): Promise<ArtifactRecord | undefined>;
  /** One file of it, without reading the rest. */
  entry(digest: Digest, path: string): Promise<ArtifactRecord['entries'][number] | undefined>;
  /** Facts and total size without the entries, for lists; unknown digests are left out. */
  factsOf(
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, { readonly facts: unknown; readonly sizeBytes: number }>>;
  /** Whether an output or a step of an existing asset still points at it. */
  isReferenced(digest: Digest): Promise<boolean>;
  /** Whether an output or a step of one of these assets points at it. */
  isOf(digest: Digest, assets: AssetChoice): Promise<boolean>;
  /** Bytes of all artifacts' files, each blob once. */
  totalBytes(): Promise<number>;
  /** Artifacts with files that only steps of ended jobs point at, and no output: those that ended first come first. */
  intermediates(limit: number): Promise<readonly Digest[]>;
  /** No step of an ended job points at it any more. */
  forget(digest: Digest): Promise<void>;
  /** Removes artifacts, and their cache entries, that no step and no output points at; returns how many. */
  sweep(): Promise<number>;
  /** Whether an asset's source, what stands in place of an output or any artifact needs these bytes. */
  isBlobReferenced(digest: Digest): Promise<boolean>;
}

export interface CacheOperations {
  get(fingerprint: Fingerprint): Promise<CacheRecord | undefined>;
  /** The first writer wins; a second put for the same fingerprint changes nothing. */
  put(entry: CacheRecord): Promise<void>;
  delete(fingerprint: Fingerprint): Promise<void>;
}

export interface OutputOperations {
  /** Replaces the job's output of that name. */
  put(output: OutputRecord): Promise<void>;
  ofJobs(jobIds: readonly string[]): Promise<readonly OutputRecord[]>;
  /** Everywhere an artifact is published. */
  ofArtifact(digest: Digest): Promise<readonly OutputRecord[]>;
  /** Of those made on demand, the ones of the lowest rank; those without a rank first, of equals the oldest. */
  leastWanted(limit: number): Promise<readonly OutputRecord[]>;
  delete(jobId: string, name: string): Promise<void>;
}

/** They go with their asset. */
export interface ReplacementOperations {
  /** Replaces what stood in place of that output. */
  put(replacement: ReplacementRecord): Promise<void>;
  /** By name. */
  ofAsset(assetId: string): Promise<readonly ReplacementRecord[]>;
  delete(assetId: string, name: string): Promise<void>;
}

export interface DemandOperations {
  /** Replaces what was known of that output. */
  put(demand: DemandRecord): Promise<void>;
  ofAsset(assetId: string): Promise<readonly DemandRecord[]>;
  /** Of all assets, highest rank first. */
  highest(limit: number): Promise<readonly DemandRecord[]>;
}

export interface BulkCounts {
  /** How many items are in each state: that of their job, or `waiting` for one. */
  readonly byState: Readonly<Record<BulkItemState, number>>;
  /** Progress of the queued, running and paused ones, added up. */
  readonly openProgress: number;
}

/** Items of assets that are deleted go with them. */
export interface BulkOperations {
  /** With its items, in this order, none of which has a job. */
  insert(bulk: BulkRecord, assetIds: readonly string[]): Promise<void>;
  get(id: string): Promise<BulkRecord | undefined>;
  update(id: string, patch: Partial<Pick<BulkRecord, 'cancelled' | 'finishedAtMs'>>): Promise<void>;
  /** Newest first. */
  list(page: {
    readonly ownerId?: string | undefined;
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ readonly items: readonly BulkRecord[]; readonly total: number }>;
  /** Those that have not ended, oldest first. */
  open(): Promise<readonly BulkRecord[]>;
  counts(bulkId: string): Promise<BulkCounts>;
  /** In the order they were inserted. */
  items(
    bulkId: string,
    page: { readonly state?: BulkItemState | undefined; readonly limit: number; readonly offset: number },
  ): Promise<{ readonly items: readonly BulkItemRecord[]; readonly total: number }>;
  assign(bulkId: string, assetId: string, jobId: string): Promise<void>;
  /** Items whose jobs are in one of these states have none any more; returns how many. */
  letGo(bulkId: string, states: readonly JobState[]): Promise<number>;
}

export interface UploadOperations {
  insert(upload: UploadRecord): Promise<void>;
  get(id: string): Promise<UploadRecord | undefined>;
  /** False when gone or, with `onlyIf`, in another state. */
  update(
    id: string,
    patch: Partial<Omit<UploadRecord, 'id' | 'createdAtMs'>>,
    onlyIf?: UploadRecord['state'],
  ): Promise<boolean>;
  delete(id: string): Promise<boolean>;
  unfinished(): Promise<readonly UploadRecord[]>;
}

export interface ImportOperations {
  /** False, and nothing happens, when there is one with the same `sourceKey`. */
  insert(record: ImportRecord): Promise<boolean>;
  get(id: string): Promise<ImportRecord | undefined>;
  /** False when gone or, with `onlyIf`, in another state. */
  update(
    id: string,
    patch: Partial<Omit<ImportRecord, 'id' | 'createdAtMs'>>,
    onlyIf?: readonly ImportRecord['state'][],
  ): Promise<boolean>;
  /** Newest first. */
  list(
    query: ListImportsQuery & Owned,
  ): Promise<{ readonly items: readonly ImportRecord[]; readonly total: number }>;
  /** Oldest first. */
  unfinished(): Promise<readonly ImportRecord[]>;
}

/** Gone with the asset it became. */
export interface MultipartOperations {
  insert(record: MultipartRecord): Promise<void>;
  get(id: string): Promise<MultipartRecord | undefined>;
  /** False when gone or, with `onlyIf`, in another state. */
  update(
    id: string,
    patch: Partial<Pick<MultipartRecord, 'state' | 'assetId' | 'jobId' | 'expiresAtMs'>>,
    onlyIf?: MultipartRecord['state'],
  ): Promise<boolean>;
  delete(id: string): Promise<boolean>;
  /** All but the complete ones, oldest first. */
  unfinished(): Promise<readonly MultipartRecord[]>;
}

/** Gone with the asset it became. While one is open its files' blobs are needed. */
export interface TransactionOperations {
  /** With its files. False, and nothing happens, when its owner has one with this key. */
  insert(record: TransactionRecord): Promise<boolean>;
  get(id: string): Promise<TransactionRecord | undefined>;
  withKey(ownerId: string, key: string): Promise<TransactionRecord | undefined>;
  /** False when gone or, with `onlyIf`, in another state. */
  update(
    id: string,
    patch: Partial<Pick<TransactionRecord, 'state' | 'error' | 'assetId' | 'jobId' | 'expiresAtMs'>>,
    onlyIf?: TransactionRecord['state'],
  ): Promise<boolean>;
  updateFile(
    id: string,
    role: FileRole,
    patch: Partial<Pick<TransactionFileRecord, 'digest' | 'upload'>>,
  ): Promise<void>;
  /** With its files. */
  delete(id: string): Promise<boolean>;
  /** Oldest first. */
  open(): Promise<readonly TransactionRecord[]>;
  /** Removes those that have ended and whose time was over by then. */
  forget(beforeMs: number): Promise<void>;
}

export interface WebhookOperations {
  insert(webhook: WebhookRecord): Promise<void>;
  get(id: string): Promise<WebhookRecord | undefined>;
  /** Oldest first. */
  list(owned: Owned): Promise<readonly WebhookRecord[]>;
  update(id: string, patch: Partial<Omit<WebhookRecord, 'id'>>): Promise<boolean>;
  /** With its deliveries. */
  delete(id: string): Promise<boolean>;
  /** Number of the last event that was read for the endpoints. */
  cursor(): Promise<number>;
  setCursor(seq: number): Promise<void>;
  /** Nothing happens when there is one with this id. */
  insertDelivery(delivery: WebhookDeliveryRecord): Promise<void>;
  getDelivery(id: string): Promise<WebhookDeliveryRecord | undefined>;
  updateDelivery(id: string, patch: Partial<Omit<WebhookDeliveryRecord, 'id'>>): Promise<void>;
  /** Pending ones of enabled endpoints whose time has come, earliest first. */
  due(nowMs: number, limit: number): Promise<readonly WebhookDeliveryRecord[]>;
  /** Newest first. */
  deliveries(
    webhookId: string,
    query: ListDeliveriesQuery,
  ): Promise<{ readonly items: readonly WebhookDeliveryRecord[]; readonly total: number }>;
  /** Removes those that are not pending and were made before this. */
  forgetDeliveries(beforeMs: number): Promise<void>;
}

/** What a user has, counted from the rows. */
export interface Usage {
  /** Sources of assets, and of uploads that are not whole yet as announced; what came where no length was. */
  readonly bytes: number;
  /** Of assets whose probe is known. */
  readonly videoSeconds: number;
  /** Not ended, and those that uploads and transactions which are not whole will have. */
  readonly jobs: number;
}

export interface OwnerOperations {
  usage(ownerId: string): Promise<Usage>;
}

export interface ApiKeyOperations {
  insert(key: ApiKeyRecord): Promise<void>;
  get(id: string): Promise<ApiKeyRecord | undefined>;
  /** Newest first. */
  list(): Promise<readonly ApiKeyRecord[]>;
  update(
    id: string,
    patch: Partial<Pick<ApiKeyRecord, 'expiresAtMs' | 'lastUsedAtMs' | 'revokedAtMs'>>,
  ): Promise<boolean>;
}

export interface SessionOperations {
  insert(session: SessionRecord): Promise<void>;
  get(tokenDigest: Digest): Promise<SessionRecord | undefined>;
  delete(tokenDigest: Digest): Promise<void>;
  /** Removes those that have ended by then. */
  forget(endedByMs: number): Promise<void>;
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
