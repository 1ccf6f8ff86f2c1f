import { stat } from 'node:fs/promises';
import type { Digest } from '@reelmill/core';
import { discardUnreferenced } from '../care/discard-blobs.ts';
import type { Engine } from '../engine.ts';
import { crashPoint, type UploadRecord } from '../ports/index.ts';

/**
 * Turns a whole upload into an asset, exactly once whatever crashes in between: the digest is written down first, then
 * the bytes move into the store, then one conditional transaction makes the asset. Each part may be repeated.
 */
export const finishUpload = async (
  engine: Pick<Engine, 'store' | 'blobs' | 'pinned' | 'commit' | 'insertAsset'>,
  record: UploadRecord,
  digest: Digest,
  path: string,
): Promise<void> => {
  crashPoint('upload.digest-known');
  await engine.store.direct.uploads.update(
    record.id,
    { digest, offsetBytes: record.lengthBytes },
    'uploading',
  );
  crashPoint('upload.digest-kept');
  const release = await engine.pinned.pin(digest);
  try {
    // After a crash the bytes may have moved already.
    if ((await sizeOfFile(path)) !== undefined) await engine.blobs.putFile(path, digest);
    crashPoint('upload.blob-placed');
    await engine.commit(async (tx, emit) => {
      if (!(await tx.uploads.update(record.id, { state: 'complete' }, 'uploading'))) return;
      const { assetId, jobId } = await engine.insertAsset(tx, emit, {
        name: record.fileName,
        fileName: record.fileName,
        metadata: record.metadata,
        sourceDigest: digest,
        sourceSizeBytes: record.lengthBytes,
        recipe: { name: record.recipeName, recipe: record.recipe },
        priority: record.priority,
      });
      await tx.uploads.update(record.id, { assetId, jobId });
    });
    crashPoint('upload.asset-made');
  } finally {
    release();
  }
  // Nothing to discard unless the upload was taken away meanwhile.
  await discardUnreferenced(engine, [digest]);
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
