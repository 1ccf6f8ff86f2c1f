export type {
  ApiError,
  Asset,
  Bulk,
  Job,
  JobSummary,
  Output,
  RecipeInput,
  ReelmillEvent,
  WebhookPayload,
} from '@reelmill/core';
export { tokenUrl } from '@reelmill/core';
export { type Answer, type Client, type ClientOptions, createClient } from './client.ts';
export { type EncryptedFile, type EncryptedFileOptions, openEncrypted } from './encrypted/open-encrypted.ts';
export type { EventHandlers, EventScope, Subscription } from './events/subscribe.ts';
export type { UploadOptions, Uploads } from './uploads/coordinator.ts';
export type { Hash, HashOptions, HashSource } from './uploads/hash-file.ts';
export type { OpenAgain } from './uploads/open-again.ts';
export type { UploadsOptions } from './uploads/open-uploads.ts';
export type { AtStake, UploadHandle } from './uploads/upload-handle.ts';
export type { UploadRecord } from './uploads/upload-record.ts';
export type { UploadSource } from './uploads/upload-source.ts';
export {
  NEW_UPLOAD,
  type UploadStage,
  type UploadState,
  type UploadStatus,
} from './uploads/upload-status.ts';
export { createMemoryStorage, type UploadRow, type UploadStorage } from './uploads/upload-storage.ts';
