import type { UploadsOptions } from '../uploads/open-uploads.ts';
import { createBrowserStorage } from './browser-storage.ts';
import { hashInWorker } from './hash-in-worker.ts';
import { openHandle } from './open-handle.ts';

/** Uploads as a page wants them: kept in IndexedDB, hashed in a worker, opened again by the handles that Chromium gives. */
export const browserUploads = (): Required<Pick<UploadsOptions, 'storage' | 'hash' | 'openAgain'>> => ({
  storage: createBrowserStorage(),
  hash: hashInWorker,
  openAgain: openHandle,
});
