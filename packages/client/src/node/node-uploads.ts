import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { hashFile } from '../uploads/hash-file.ts';
import type { UploadsOptions } from '../uploads/open-uploads.ts';
import type { UploadSource } from '../uploads/upload-source.ts';
import { createFileStorage } from './file-storage.ts';

/**
 * Uploads as a program wants them: kept in a file of this program alone, hashed by OpenSSL, opened again by the path that was
 * given as `origin`.
 */
export const nodeUploads = (options: {
  readonly stateFile: string;
}): Required<Pick<UploadsOptions, 'storage' | 'hash' | 'openAgain'>> => ({
  storage: createFileStorage(options.stateFile),
  hash: (source, hashOptions) => hashFile(source, hashOptions, createOpenSslHash()),
  openAgain: async (origin) =>
    typeof origin === 'string' ? openFile(origin).catch(() => undefined) : undefined,
});

/** A file as it is uploaded, read in slices; rejects with the system's error when it is not there. */
export const openFile = async (path: string): Promise<UploadSource> => {
  const [blob, { mtimeMs }] = await Promise.all([openAsBlob(path), stat(path)]);
  return {
    name: basename(path),
    size: blob.size,
    lastModified: mtimeMs,
    type: '',
    slice: (start, end) => blob.slice(start, end),
  };
};

const createOpenSslHash = () => {
  const hash = createHash('sha256');
  return { update: (bytes: Uint8Array) => void hash.update(bytes), digest: () => hash.digest('hex') };
};
