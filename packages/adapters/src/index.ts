export { openDiskBlobStore } from './blobs/disk/open-disk-blob-store.ts';
export { sweepOrphanedParts } from './blobs/s3/list-objects.ts';
export { openS3ObjectSource } from './blobs/s3/open-object-source.ts';
export { openS3BlobStore, type S3Options } from './blobs/s3/open-s3-blob-store.ts';
export { openS3PartStore } from './blobs/s3/presigned-parts.ts';
export { lockDataFolder } from './data-folder/lock-data-folder.ts';
export { openSqliteStore } from './database/sqlite/open-sqlite-store.ts';
export { createInProcessDispatch } from './dispatch/in-process.ts';
export { createInProcessEventBus } from './events/in-process.ts';
