export { type Answer, type Client, type ClientOptions, createClient } from './client.ts';
export { type EncryptedFile, type EncryptedFileOptions, openEncrypted } from './encrypted/open-encrypted.ts';
export type { EventHandlers, EventScope, Subscription } from './events/subscribe.ts';
export type { InterruptedUpload } from './uploads/interrupted.ts';
export type { MultipartOptions, MultipartProgress, UploadedMultipart } from './uploads/multipart.ts';
export type { UploadHandle, UploadState } from './uploads/upload-handle.ts';
export type { Uploader, UploadOptions } from './uploads/uploader.ts';
