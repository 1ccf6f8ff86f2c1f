import { mkdir, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore, Store, UploadRecord } from '../ports/index.ts';
import { sizeOfFile } from './finish-upload.ts';

/**
 * Makes rows and files agree after a crash; nobody may be writing. Bytes no offset vouches for are cut off, an offset
 * beyond the file's end is lowered to it, and files without an unfinished upload are removed.
 */
export const reconcileUploads = async (context: {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly folder: string;
}): Promise<void> => {
  const { store, folder } = context;
  await mkdir(folder, { recursive: true });
  const records = await store.direct.uploads.unfinished();
  const known = new Set(records.map((record) => record.id));
  for (const name of await readdir(folder)) {
    if (!known.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
  for (const record of records) await reconcile(context, record);
};

/** Files that no unfinished upload has owned for this long are what a failing disk left of one. */
const STRAY_AFTER_MS = 3600_000;

/** Removes old files that belong to no upload, while others are being written. */
export const removeStrays = async (
  folder: string,
  unfinished: readonly UploadRecord[],
  nowMs: number,
): Promise<void> => {
  const known = new Set(unfinished.map((record) => record.id));
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = known.has(name) ? undefined : await stat(path).catch(() => undefined);
    if (found && nowMs - found.mtimeMs >= STRAY_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
};

const reconcile = async (
  { store, blobs, folder }: { readonly store: Store; readonly blobs: BlobStore; readonly folder: string },
  record: UploadRecord,
): Promise<void> => {
  const path = join(folder, record.id);
  const sizeBytes = await sizeOfFile(path);
  if (sizeBytes === undefined && record.digest !== null && (await blobs.stat(record.digest))) return;
  if (sizeBytes !== undefined && sizeBytes > record.offsetBytes) await truncate(path, record.offsetBytes);
  if ((sizeBytes ?? 0) < record.offsetBytes) {
    await store.direct.uploads.update(record.id, { offsetBytes: sizeBytes ?? 0, digest: null }, 'uploading');
  }
};
