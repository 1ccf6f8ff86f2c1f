import { stat } from 'node:fs/promises';
import type { Digest } from '@reelmill/core';
import type { Engine } from '../engine.ts';
import type { UploadRecord } from '../ports/index.ts';

/**
 * Turns a whole upload into an asset, exactly once whatever crashes in between: the digest is written down first, then
 * the bytes move into the store, then one conditional transaction makes the asset. Each part may be repeated.
 */
export const finishUpload = async (
  engine: Engine,
  record: UploadRecord,
  digest: Digest,
  path: string,
): Promise<void> => {
  await engine.store.direct.uploads.update(
    record.id,
    { digest, offsetBytes: record.lengthBytes },
    'uploading',
  );
  const release = await engine.pinned.pin(digest);
  try {
    // After a crash the bytes may have moved already.
    if (await exists(path)) await engine.blobs.putFile(path, digest);
    else if (!(await engine.blobs.stat(digest))) throw new Error('the bytes of a finished upload are gone');
    await engine.commit(async (tx, emit) => {
      if (!(await tx.uploads.update(record.id, { state: 'complete' }, 'uploading'))) return;
      const { assetId, jobId } = await engine.insertAsset(tx, emit, {
        name: record.fileName,
        fileName: record.fileName,
        metadata: record.metadata,
        sourceDigest: digest,
        sourceSizeBytes: record.lengthBytes,
        recipe: { name: record.recipeName, recipe: record.recipe },
      });
      await tx.uploads.update(record.id, { assetId, jobId });
    });
  } finally {
    release();
  }
};

const exists = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};
