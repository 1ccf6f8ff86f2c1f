import type { Digest } from '@reelmill/core';

/**
 * Objects that lie beside the blobs in the same store and may be imported. They may change at any time, so what is imported is
 * a copy of one; no bytes pass through here but those that are hashed. Errors are thrown as by the BlobStore.
 */
export interface ObjectSource {
  /** Undefined when there is no such object, or it is not among those that may be imported. */
  stat(key: string): Promise<{ readonly sizeBytes: number; readonly etag: string } | undefined>;
  /** Copies an object under a name of its own; false when it is not the one of this etag any more. */
  hold(id: string, key: string, etag: string): Promise<boolean>;
  /** Reads what is held; `onBytes` hears how far it is. */
  digestOf(
    id: string,
    options: { readonly signal: AbortSignal; readonly onBytes: (sizeBytes: number) => void },
  ): Promise<Digest>;
  /** Makes what is held the blob of this digest, unless that is there. */
  place(id: string, digest: Digest): Promise<void>;
  /** Idempotent. */
  discard(id: string): Promise<void>;
  /** All that is held. */
  list(): AsyncIterable<{ readonly id: string }>;
}
