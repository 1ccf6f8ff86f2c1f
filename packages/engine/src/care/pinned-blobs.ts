import type { Digest } from '@reelmill/core';

/** Blobs that are in the store, or about to be, but not yet named by any row: collection leaves them alone. */
export interface PinnedBlobs {
  /** Waits for a deletion of the same blob that is under way, so that what is stored afterwards stays. Returns how to let go. */
  pin(digest: Digest): Promise<() => void>;
  /** Runs `remove` unless the blob is pinned; whoever pins it meanwhile waits. */
  unlessPinned(digest: Digest, remove: () => Promise<void>): Promise<void>;
}

export const createPinnedBlobs = (): PinnedBlobs => {
  const counts = new Map<Digest, number>();
  const removals = new Map<Digest, Promise<void>>();

  const letGo = (digest: Digest): void => {
    const left = (counts.get(digest) ?? 1) - 1;
    if (left === 0) counts.delete(digest);
    else counts.set(digest, left);
  };

  return {
    pin: async (digest) => {
      counts.set(digest, (counts.get(digest) ?? 0) + 1);
      await removals.get(digest);
      let held = true;
      return () => {
        if (held) letGo(digest);
        held = false;
      };
    },
    unlessPinned: async (digest, remove) => {
      await removals.get(digest);
      if (counts.has(digest)) return;
      const removal = remove();
      removals.set(digest, removal);
      try {
        await removal;
      } finally {
        removals.delete(digest);
      }
    },
  };
};
