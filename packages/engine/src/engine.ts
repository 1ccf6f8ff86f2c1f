import type {
  Asset,
  AssetPage,
  AssetVersionList,
  Capabilities,
  Digest,
  EventsQuery,
  Job,
  JobPage,
  JobSummary,
  ListAssetsQuery,
  ListJobsQuery,
  OutputReceipt,
  PatchAsset,
  PlanExplanation,
  Recipe,
  ReelmillEvent,
  RequestedOutput,
  Result,
  StillQuery,
  UserMetadata,
} from '@reelmill/core';
import type { RefuseBeyondQuota } from './access/quotas.ts';
import type { Users } from './access/users.ts';
import type { BulkJobs } from './bulk/bulk.ts';
import type { PinnedBlobs } from './care/pinned-blobs.ts';
import type { Commit, Emit } from './events/commit.ts';
import type { Transactions } from './ingest/transactions.ts';
import type { DeriveKey } from './keys/derive-key.ts';
import type { StreamKeys } from './keys/stream-keys.ts';
import type {
  ArtifactEntry,
  BlobStore,
  Owned,
  ReplacementRecord,
  Store,
  StoreOperations,
} from './ports/index.ts';

export interface NamedRecipe {
  /** Preset name, or `custom`. */
  readonly name: string;
  readonly recipe: Recipe;
}

export interface NewAsset {
  /** The local user, unless given. */
  readonly ownerId?: string | undefined;
  readonly name: string;
  readonly fileName: string;
  readonly metadata: UserMetadata;
  /** A blob that is already in the store. */
  readonly sourceDigest: Digest;
  readonly sourceSizeBytes: number;
  readonly recipe: NamedRecipe;
  /** Of the job: -10 to 10, higher first; 0 unless given. */
  readonly priority?: number | undefined;
  /** Files that stand in place of outputs from the start. */
  readonly replacements?: readonly Omit<ReplacementRecord, 'assetId'>[];
}

/** Other bytes for an asset that exists. */
export interface NewSource extends Omit<NewAsset, 'ownerId' | 'name' | 'metadata' | 'replacements'> {
  readonly assetId: string;
}

/** Bytes in the store that no row names yet. */
export interface HeldBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Lets go: what no row names by then is deleted. */
  release(): Promise<void>;
}

/** Runs plans and answers questions about assets and jobs. One per data folder. */
export interface Engine {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly capabilities: Capabilities;
  /** Takes up what a crash left, then works until `stop`. */
  start(): Promise<void>;
  /** Asks running steps to end, waits for them, leaves them to be taken up at the next start. Publishes nothing. */
  stop(): Promise<void>;

  /** QUOTA_EXCEEDED where a user would have more than one may; asked in the transaction that makes it. */
  readonly refuseBeyondQuota: RefuseBeyondQuota;
  /** One transaction with its events; published to the bus once it is kept. */
  readonly commit: Commit;
  /** Holds blobs that no row names yet, such as a finished upload between its last byte and its asset. */
  readonly pinned: PinnedBlobs;
  /** An asset and its first job inside the caller's own `commit`: both exist with it, or neither. */
  insertAsset(
    tx: StoreOperations,
    emit: Emit,
    input: NewAsset,
  ): Promise<{ readonly assetId: string; readonly jobId: string }>;

  /** Other bytes for an asset, and a job on them, inside the caller's own `commit`. Undefined when there is no such asset. */
  replaceSource(tx: StoreOperations, emit: Emit, input: NewSource): Promise<string | undefined>;

  createAsset(input: NewAsset): Promise<Result<Asset>>;
  getAsset(id: string): Promise<Asset | undefined>;
  listAssets(query: ListAssetsQuery & Owned): Promise<AssetPage>;
  updateAsset(id: string, patch: PatchAsset): Promise<Result<Asset>>;
  /** Cancels its jobs and removes it with everything no other asset needs. */
  deleteAsset(id: string): Promise<Result<void>>;

  /**
   * A picture of the asset's video at any time, made now unless it is there. However many ask for the same, it is made
   * once. CONFLICT until the asset's probe is known.
   */
  still(assetId: string, query: StillQuery): Promise<Result<ArtifactEntry>>;

  /**
   * One output of what the asset shows. One that was left until somebody asks is made now; asking again finds the same
   * job, and then the output. NOT_FOUND when its recipe has none of that name.
   */
  requestOutput(assetId: string, name: string): Promise<Result<RequestedOutput>>;
  /** Size and digest of every file of an output that the asset shows. */
  outputReceipt(assetId: string, name: string): Promise<Result<OutputReceipt>>;
  /**
   * Puts a file in place of a tier, or a bundle in place of frames, and starts the job that makes what follows from it.
   * `receive` is called only for what can be replaced; REPLACEMENT_REFUSED and BUNDLE_INVALID say why a file cannot stand
   * there as it is.
   */
  replaceOutput(
    assetId: string,
    name: string,
    receive: (ownerId: string) => Promise<Result<HeldBlob>>,
  ): Promise<Result<Asset>>;
  /** Makes a replaced output again as planned. NOT_FOUND when nothing stands in its place. */
  takeBackOutput(assetId: string, name: string): Promise<Result<Asset>>;
  /** One file of an artifact was asked for from its beginning: what is used stays, and is made ahead of time. */
  noteUse(artifactDigest: Digest, path: string): void;
  /** Makes room under the storage budget and makes ahead by what is used. Done every minute by itself. */
  followDemand(): Promise<void>;

  /** What the asset shows and could show again, newest first. */
  listVersions(assetId: string): Promise<Result<AssetVersionList>>;
  /** Shows an earlier version again; makes nothing. CONFLICT when it is the current one. */
  restoreVersion(assetId: string, versionId: Digest): Promise<Result<Asset>>;

  /** What a recipe would run on the asset, and which fields of a step's fingerprint are the reason. Runs nothing. */
  explainPlan(assetId: string, recipe: NamedRecipe): Promise<Result<PlanExplanation>>;

  createJob(assetId: string, recipe: NamedRecipe, priority?: number): Promise<Result<JobSummary>>;
  getJob(id: string): Promise<Job | undefined>;
  listJobs(query: ListJobsQuery & Owned): Promise<JobPage>;
  /** CONFLICT when it has already ended. Resolves when its processes are gone. */
  cancelJob(id: string): Promise<Result<JobSummary>>;
  /**
   * Stops it where it stands, also over a restart: nothing of it runs until it is resumed. No try is used up. CONFLICT
   * when it has ended. Resolves when its processes are gone.
   */
  pauseJob(id: string): Promise<Result<JobSummary>>;
  /** CONFLICT when it has ended. */
  resumeJob(id: string): Promise<Result<JobSummary>>;
  /** A new job with the same recipe on the same asset: what was made before is cached. CONFLICT until it has ended. */
  retryJob(id: string): Promise<Result<JobSummary>>;

  /** Uploads that become one asset together, or nothing. */
  readonly transactions: Transactions;

  /** One recipe on many assets. */
  readonly users: Users;
  readonly bulk: BulkJobs;

  /** One file of a published artifact; undefined when no such file or nothing refers to the artifact any more. */
  artifactEntry(artifactDigest: Digest, path: string): Promise<ArtifactEntry | undefined>;

  /** Keys from the secret of the data folder, one for each purpose; none is kept. */
  readonly deriveKey: DeriveKey;

  /** What opens an encrypted stream; undefined when the artifact is none, or is not published any more. */
  streamKeys(artifactDigest: Digest): Promise<StreamKeys | undefined>;

  /** A playlist of the stream a job is making, as it is now; NOT_FOUND says why there is none. */
  livePlaylist(jobId: string, path: string): Promise<Result<string>>;

  /** Live events from now on; see `eventsSince` for what came before. Returns how to stop. */
  subscribe(listener: (event: ReelmillEvent) => void): () => void;
  /** Kept events after `since`, or `reset` when older ones than asked for are gone. */
  eventsSince(
    query: EventsQuery & Owned & { readonly since: number },
  ): Promise<readonly ReelmillEvent[] | 'reset'>;
  newestEventSeq(): Promise<number>;
}
