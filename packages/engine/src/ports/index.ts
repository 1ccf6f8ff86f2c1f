export type { AddressedAs, BlobInfo, BlobStore, LocalRanges } from './blob-store.ts';
export { CRASH_POINTS, type CrashPoint, crashPoint } from './crash-point.ts';
export type { Dispatch } from './dispatch.ts';
export type { EventBus } from './event-bus.ts';
export type { ObjectSource } from './object-source.ts';
export type { KeptPart, PartStore, PartUpload } from './part-store.ts';
export type { ApiKeyOperations, ApiKeyRecord } from './store/api-keys.ts';
export type { ArtifactEntry, ArtifactOperations, ArtifactRecord } from './store/artifacts.ts';
export type { AssetChoice, AssetOperations, AssetRecord, Owned } from './store/assets.ts';
export type { AttemptOperations, AttemptRecord } from './store/attempts.ts';
export type { BulkCounts, BulkItemRecord, BulkOperations, BulkRecord } from './store/bulks.ts';
export type { CacheOperations, CacheRecord } from './store/cache.ts';
export type { DemandOperations, DemandRecord } from './store/demand.ts';
export type { EventOperations, NewEvent } from './store/events.ts';
export type { ImportOperations, ImportOrigin, ImportRecord } from './store/imports.ts';
export type { JobOperations, JobRecord } from './store/jobs.ts';
export type { MultipartOperations, MultipartRecord } from './store/multiparts.ts';
export type { OutputOperations, OutputRecord } from './store/outputs.ts';
export type { OwnerOperations, Quotas, Usage } from './store/owners.ts';
export type { PlaybackOperations, PlaybackTokenRecord } from './store/playback.ts';
export type { ReplacementOperations, ReplacementRecord } from './store/replacements.ts';
export type { SessionOperations, SessionRecord } from './store/sessions.ts';
export type { StepCounts, StepOperations, StepOutline, StepRecord } from './store/steps.ts';
export type { Store, StoreOperations, TransactionOptions } from './store/store.ts';
export type {
  TransactionFileRecord,
  TransactionOperations,
  TransactionRecord,
} from './store/transactions.ts';
export type { UploadOperations, UploadRecord } from './store/uploads.ts';
export type { WebhookDeliveryRecord, WebhookOperations, WebhookRecord } from './store/webhooks.ts';
