import type { ApiError, Result, Upload } from '@reelmill/core';
import { findInterrupted, forgetInterrupted, type InterruptedUpload } from './interrupted.ts';
import { createUpload, type UploadHandle } from './upload-handle.ts';

export interface UploadOptions {
  /** Shown in the library; default: the file's own name. */
  readonly fileName?: string;
  /** A preset's name; default: the server's. */
  readonly recipe?: string;
  /** From -10 to 10, higher first; default 0. */
  readonly priority?: number;
  /** The asset whose source the file becomes; default: a new asset. Its last recipe is the default then. */
  readonly replacesAssetId?: string;
}

export interface Uploader {
  /** Queues a file; an earlier upload of the same file from here goes on where it ended. */
  add(file: File, options?: UploadOptions): UploadHandle;
  /** Uploads of this browser that neither finished nor were given up. */
  interrupted(): Promise<readonly InterruptedUpload[]>;
  /** Gives an interrupted upload up, here and on the server. */
  forget(upload: InterruptedUpload): Promise<void>;
}

/** A queue of uploads, of which a few send at once. */
export const createUploader = (options: {
  readonly endpoint: string;
  readonly concurrency: number;
  readonly getUpload: (id: string) => Promise<Result<Upload, ApiError>>;
}): Uploader => {
  const waiting: UploadHandle[] = [];
  const sending = new Set<UploadHandle>();

  const fill = (): void => {
    while (sending.size < options.concurrency) {
      const next = waiting.shift();
      if (!next) return;
      if (next.state !== 'queued') continue;
      sending.add(next);
      next.start();
    }
  };

  return {
    add: (file, { fileName = file.name, recipe, priority, replacesAssetId } = {}) => {
      const handle = createUpload({ ...options, file, fileName, recipe, priority, replacesAssetId });
      handle.subscribe(() => {
        const isSending = handle.state === 'uploading' || handle.state === 'waiting-for-network';
        if (isSending || handle.state === 'queued') return;
        if (sending.delete(handle)) fill();
      });
      waiting.push(handle);
      // Listeners of the caller come first.
      queueMicrotask(fill);
      return handle;
    },
    interrupted: () => findInterrupted(options.endpoint, options.getUpload),
    forget: forgetInterrupted,
  };
};
