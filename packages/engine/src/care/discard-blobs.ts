import type { Digest } from '@reelmill/core';
import { type BlobStore, crashPoint, type Store } from '../ports/index.ts';
import type { PinnedBlobs } from './pinned-blobs.ts';

export interface CareContext {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly pinned: PinnedBlobs;
}

/** Deletes those of the blobs that no row names and nobody is about to name. */
export const discardUnreferenced = async (context: CareContext, digests: Iterable<Digest>): Promise<void> => {
  for (const digest of new Set(digests)) {
    await context.pinned.unlessPinned(digest, async () => {
      if (!(await context.store.direct.artifacts.isBlobReferenced(digest)))
        await context.blobs.delete(digest);
    });
  }
};

/**
 * Deletes every blob that no row names, unless it was stored less than `graceMs` ago: another process may be about to
 * name it. Ends early once `stop` is aborted. Returns how many bytes came free.
 */
export const collectGarbage = async (
  context: CareContext,
  nowMs: number,
  graceMs: number,
  stop?: AbortSignal,
): Promise<number> => {
  await context.store.direct.artifacts.sweep();
  let freedBytes = 0;
  for await (const blob of context.blobs.list()) {
    if (stop?.aborted) break;
    if (nowMs - blob.storedAtMs < graceMs) continue;
    await context.pinned.unlessPinned(blob.digest, async () => {
      if (await context.store.direct.artifacts.isBlobReferenced(blob.digest)) return;
      crashPoint('garbage.before-delete');
      await context.blobs.delete(blob.digest);
      crashPoint('garbage.after-delete');
      freedBytes += blob.sizeBytes;
    });
  }
  return freedBytes;
};
