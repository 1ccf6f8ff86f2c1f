import { stat } from 'node:fs/promises';
import type { Digest } from '@reelmill/core';
import { discardUnreferenced } from '../care/discard-blobs.ts';
import type { Engine } from '../engine.ts';
import { crashPoint, type UploadRecord } from '../ports/index.ts';
import { keepFile } from './transaction-files.ts';

/**
 * Turns a whole upload into an asset, into another source of one, or into a file of a transaction, exactly once whatever crashes in between: the digest is written down first, then
 * the bytes move into the store, then one conditional transaction makes the asset. Each part may be repeated.
 */
export const finishUpload = async (
  engine: Pick<Engine, 'store' | 'blobs' | 'pinned' | 'commit' | 'insertAsset' | 'replaceSource'>,
  record: UploadRecord & { readonly lengthBytes: number },
  digest: Digest,
  path: string,
  nowMs: number,
): Promise<void> => {
  crashPoint('upload.digest-known');
  await engine.store.direct.uploads.update(
    record.id,
    { digest, offsetBytes: record.lengthBytes },
    'uploading',
  );
  crashPoint('upload.digest-kept');
  let replaced: Digest | undefined;
  const release = await engine.pinned.pin(digest);
  try {
    // After a crash the bytes may have moved already.
    if ((await sizeOfFile(path)) !== undefined) await engine.blobs.putFile(path, digest);
    crashPoint('upload.blob-placed');
    await engine.commit(async (tx, emit) => {
      if (!(await tx.uploads.update(record.id, { state: 'complete' }, 'uploading'))) return;
      const { member } = record;
      if (member) {
        const arrived = { uploadId: record.id, digest, nowMs };
        // Nobody waits for it any more.
        if (!(await keepFile(tx, member, arrived))) await tx.uploads.delete(record.id);
        return;
      }
      const source = {
        fileName: record.fileName,
        sourceDigest: digest,
        sourceSizeBytes: record.lengthBytes,
        recipe: { name: record.recipeName, recipe: record.recipe },
        priority: record.priority,
      };
      const { assetId } = record;
      if (assetId !== null) {
        replaced = (await tx.assets.get(assetId))?.sourceDigest;
        const jobId = await engine.replaceSource(tx, emit, { assetId, ...source });
        await tx.uploads.update(record.id, { jobId: jobId ?? null });
        return;
      }
      const made = await engine.insertAsset(tx, emit, {
        ownerId: record.ownerId,
        name: record.fileName,
        metadata: record.metadata,
        ...source,
      });
      await tx.uploads.update(record.id, made);
    });
    crashPoint(record.member ? 'transaction.file-kept' : 'upload.asset-made');
  } finally {
    release();
  }
  // The source before this one, and this one where the upload was taken away meanwhile.
  await discardUnreferenced(engine, [digest, ...(replaced ? [replaced] : [])]);
};

/** Undefined when there is no such file. */
export const sizeOfFile = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};
