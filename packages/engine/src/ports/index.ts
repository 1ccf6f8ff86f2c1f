export type { BlobInfo, BlobStore } from './blob-store.ts';
export { CRASH_POINTS, type CrashPoint, crashPoint } from './crash-point.ts';
export type { Dispatch } from './dispatch.ts';
export type { EventBus } from './event-bus.ts';
export type { KeptPart, PartStore, PartUpload } from './part-store.ts';
export type {
  ArtifactEntry,
  ArtifactRecord,
  AssetRecord,
  AttemptRecord,
  BulkItemRecord,
  BulkRecord,
  CacheRecord,
  DemandRecord,
  ImportOrigin,
  ImportRecord,
  JobRecord,
  MultipartRecord,
  OutputRecord,
  ReplacementRecord,
  StepRecord,
  UploadRecord,
  WebhookDeliveryRecord,
  WebhookRecord,
} from './records.ts';
export type {
  ArtifactOperations,
  AssetOperations,
  AttemptOperations,
  BulkCounts,
  BulkOperations,
  CacheOperations,
  DemandOperations,
  EventOperations,
  ImportOperations,
  JobOperations,
  MultipartOperations,
  NewEvent,
  OutputOperations,
  ReplacementOperations,
  StepCounts,
  StepOperations,
  StepOutline,
  Store,
  StoreOperations,
  TransactionOptions,
  UploadOperations,
  WebhookOperations,
} from './store.ts';
