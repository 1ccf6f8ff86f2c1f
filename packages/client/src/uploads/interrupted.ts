import type { ApiError, Result, Upload } from '@reelmill/core';
import { defaultOptions, type PreviousUpload, Upload as TusUpload } from 'tus-js-client';
import { FINGERPRINT_PREFIX } from './upload-handle.ts';

export interface InterruptedUpload {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** What the server has for certain. */
  readonly offsetBytes: number;
  readonly uploadUrl: string;
  readonly storageKey: string;
}

type PreviousWithUrl = PreviousUpload & { readonly uploadUrl?: string; readonly urlStorageKey: string };

/** Reads the browser's records and asks the server how far each is; records it does not know are dropped. */
export const findInterrupted = async (
  endpoint: string,
  getUpload: (id: string) => Promise<Result<Upload, ApiError>>,
): Promise<readonly InterruptedUpload[]> => {
  const storage = defaultOptions.urlStorage;
  const records = (await storage?.findAllUploads()) as PreviousWithUrl[] | undefined;
  const found: InterruptedUpload[] = [];
  for (const record of records ?? []) {
    const isOurs =
      record.urlStorageKey.includes(FINGERPRINT_PREFIX) && record.urlStorageKey.includes(endpoint);
    if (!isOurs || !record.uploadUrl) continue;
    const answer = await getUpload(record.uploadUrl.split('/').at(-1) ?? '');
    if (answer.ok && answer.value.state === 'uploading' && !answer.value.isPart) {
      found.push({
        fileName: answer.value.fileName,
        sizeBytes: answer.value.lengthBytes ?? 0,
        offsetBytes: answer.value.offsetBytes,
        uploadUrl: record.uploadUrl,
        storageKey: record.urlStorageKey,
      });
    } else if (answer.ok || answer.error.code === 'NOT_FOUND') {
      await storage?.removeUpload(record.urlStorageKey);
    }
  }
  return found;
};

export const forgetInterrupted = async (upload: InterruptedUpload): Promise<void> => {
  await TusUpload.terminate(upload.uploadUrl).catch(() => undefined);
  await defaultOptions.urlStorage?.removeUpload(upload.storageKey);
};
