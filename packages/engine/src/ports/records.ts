import type {
  Asset,
  Digest,
  Failure,
  FileRole,
  Fingerprint,
  JobStage,
  JobState,
  Lane,
  Probe,
  Publication,
  Recipe,
  Scope,
  StepInput,
  StepKindName,
  StepState,
  TransactionMember,
  UserMetadata,
  Visibility,
  WebhookEvent,
} from '@reelmill/core';

/** Rows as the engine sees them. Times are milliseconds since the epoch. */

export interface AssetRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly metadata: UserMetadata;
  readonly state: Asset['state'];
  readonly sourceDigest: Digest;
  readonly sourceSizeBytes: number;
  readonly sourceFileName: string;
  readonly probe: Probe | null;
  /** The job whose outputs are the current version; null until one has succeeded. */
  readonly currentJobId: string | null;
  /** Null while nobody has said. */
  readonly visibility: Visibility | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface JobRecord {
  readonly id: string;
  readonly assetId: string;
  readonly recipeName: string;
  readonly recipe: Recipe;
  /** The job whose outputs it adds to: it makes one that was left until somebody asks. Null for every other job. */
  readonly completes: string | null;
  /** Higher first. */
  readonly priority: number;
  readonly state: JobState;
  readonly stage: JobStage;
  /** False until the probe is known and the rest of the steps were planned. */
  readonly planned: boolean;
  readonly progress: number;
  readonly etaSeconds: number | null;
  readonly error: Failure | null;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

export interface StepRecord {
  readonly jobId: string;
  /** Unique within the job. */
  readonly key: string;
  /** Position in the plan: claimed in this order within a job. */
  readonly position: number;
  readonly kind: StepKindName;
  readonly params: unknown;
  readonly inputs: Readonly<Record<string, StepInput>>;
  /** Claimed together with the job's other due steps of the same batch. */
  readonly batch: string | null;
  readonly lane: Lane;
  readonly work: number;
  readonly publishes: Publication | null;
  readonly state: StepState;
  readonly progress: number;
  /** Known once every input is. */
  readonly fingerprint: Fingerprint | null;
  readonly artifactDigest: Digest | null;
  /** Fencing number: raised by every claim; a commit must name the current one. */
  readonly epoch: number;
  readonly workerId: string | null;
  readonly leaseExpiresAtMs: number | null;
  /** Not claimable before this: backoff. */
  readonly notBeforeMs: number;
  readonly error: Failure | null;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

export interface AttemptRecord {
  readonly jobId: string;
  readonly stepKey: string;
  readonly epoch: number;
  readonly workerId: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly outcome: 'running' | 'executed' | 'failed' | 'lost' | 'cancelled';
  readonly error: Failure | null;
}

export interface ArtifactEntry {
  /** Slash-separated, relative, unique within the artifact: `1080p/init.mp4`. */
  readonly path: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** A named set of blobs a step produced, with the facts the next steps need. Its digest covers both. */
export interface ArtifactRecord {
  readonly digest: Digest;
  readonly entries: readonly ArtifactEntry[];
  /** JSON, shape by step kind. */
  readonly facts: unknown;
}

export interface CacheRecord {
  readonly fingerprint: Fingerprint;
  readonly artifactDigest: Digest;
  readonly kind: StepKindName;
  /** The readable record the fingerprint is the digest of (canonical JSON). */
  readonly record: string;
  readonly warnings: readonly string[];
  readonly createdAtMs: number;
}

export interface OutputRecord {
  readonly jobId: string;
  /** Unique within the job. */
  readonly name: string;
  readonly kind: Publication['kind'];
  readonly artifactDigest: Digest;
  /** Made because somebody asked; it may go when space is short, and is made again when asked for. */
  readonly onDemand: boolean;
  readonly publishedAtMs: number;
}

/** One recipe run on many assets. */
export interface BulkRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  readonly cancelled: boolean;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
}

/** An asset of a bulk job, and the job it was given. */
export interface BulkItemRecord {
  readonly assetId: string;
  /** Null until it is its turn. */
  readonly jobId: string | null;
}

/** A file that somebody put in place of an output: it stays there when the asset is made again. */
export interface ReplacementRecord {
  readonly assetId: string;
  /** The output's. */
  readonly name: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** What an output of an asset is worth keeping. */
export interface DemandRecord {
  readonly assetId: string;
  readonly name: string;
  /** Higher is wanted more. Only the engine knows how it is counted. */
  readonly rank: number;
}

/** Where an import gets its bytes. */
export type ImportOrigin =
  | { readonly type: 'url'; readonly url: string }
  /** `path` is absolute; it lay below an import folder when it was asked for. */
  | { readonly type: 'file'; readonly path: string }
  /** Of the object store that has the blobs. */
  | { readonly type: 'object'; readonly key: string };

export interface ImportRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly origin: ImportOrigin;
  /** Names what was found in a watched folder, so that it is taken once; null for what was asked for. */
  readonly sourceKey: string | null;
  readonly fileName: string;
  readonly metadata: UserMetadata;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  readonly state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** The upload its bytes go through; null before the first of them. */
  readonly uploadId: string | null;
  /** Of the bytes received so far; null when they cannot be gone on with. */
  readonly etag: string | null;
  readonly receivedBytes: number;
  readonly sizeBytes: number | null;
  /** How often it broke off without a byte more. */
  readonly failures: number;
  readonly error: Failure | null;
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
}

/** Somebody who is told what happens. */
export interface WebhookRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly url: string;
  /** What its messages are signed with. */
  readonly secret: string;
  readonly events: readonly WebhookEvent[];
  readonly isEnabled: boolean;
  readonly problem: string | null;
  readonly createdAtMs: number;
}

/** One message to one endpoint. */
export interface WebhookDeliveryRecord {
  /** Follows from what happened and whom it is for. */
  readonly id: string;
  readonly webhookId: string;
  readonly event: string;
  /** JSON, as it is signed and sent. */
  readonly payload: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly status: number | null;
  readonly problem: string | null;
  readonly createdAtMs: number;
  readonly deliveredAtMs: number | null;
  readonly nextAttemptAtMs: number | null;
}

/** A file that is sent in parts, straight to where it is kept. */
export interface MultipartRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Of the whole file, as the client said before it sent any of it. */
  readonly sha256: Digest;
  /** Of every part but the last. */
  readonly partBytes: number;
  /** What the PartStore calls it. */
  readonly handle: string;
  /** The transaction it brings a file of; null for one that becomes an asset by itself. */
  readonly member: TransactionMember | null;
  readonly metadata: UserMetadata;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  /** `joining`: its parts were checked, and no more are taken; `verified`: the whole has the digest it should have. */
  readonly state: 'uploading' | 'joining' | 'verified' | 'complete';
  /** Null until complete. */
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** One file of a transaction. */
export interface TransactionFileRecord {
  /** Unique within the transaction. */
  readonly role: FileRole;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** As declared; null where the client did not say. */
  readonly sha256: Digest | null;
  /** The blob it is, once it has arrived. */
  readonly digest: Digest | null;
  /** What brings it, or brought it. */
  readonly upload: { readonly kind: 'tus' | 'multipart'; readonly id: string } | null;
}

/** Files that become one asset together, or nothing. */
export interface TransactionRecord {
  readonly id: string;
  readonly ownerId: string;
  /** What its owner calls it, if they do; unique among the owner's. */
  readonly key: string | null;
  /** Of the asset, as all that follows. */
  readonly name: string;
  readonly metadata: UserMetadata;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  readonly files: readonly TransactionFileRecord[];
  readonly state: 'open' | 'complete' | 'refused';
  /** Why it was refused. */
  readonly error: Failure | null;
  /** Null until complete. */
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface UploadRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly fileName: string;
  /** Null until the client knows. */
  readonly lengthBytes: number | null;
  /** One of several that another upload is put together from; it becomes no asset by itself. */
  readonly isPart: boolean;
  /** Ids of the uploads it is put together from, in order; null for one that is sent. */
  readonly parts: readonly string[] | null;
  /** Never more than what fsync has confirmed. */
  readonly offsetBytes: number;
  readonly state: 'uploading' | 'complete';
  /** The transaction it brings a file of; null for one that becomes an asset by itself. */
  readonly member: TransactionMember | null;
  /** What it must have once whole; null where the client did not say. */
  readonly expectedDigest: Digest | null;
  /** tus Upload-Metadata as sent, for HEAD to echo. */
  readonly tusMetadata: string;
  readonly metadata: UserMetadata;
  readonly recipeName: string;
  readonly recipe: Recipe;
  readonly priority: number;
  readonly digest: Digest | null;
  readonly assetId: string | null;
  readonly jobId: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** What stands for a user: the digest of a secret that nobody keeps. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly secretDigest: Digest;
  readonly name: string;
  readonly userId: string;
  readonly scope: Scope;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** A browser that showed a key once: good as long as the key is, and not after its own end. */
export interface SessionRecord {
  /** Of the token that the browser keeps. */
  readonly tokenDigest: Digest;
  readonly keyId: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

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
