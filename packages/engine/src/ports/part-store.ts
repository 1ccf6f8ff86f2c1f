import type { Digest } from '@reelmill/core';

/** What a PartStore has to know of an upload. */
export interface PartUpload {
  readonly id: string;
  /** As `open` answered. */
  readonly handle: string;
  readonly sizeBytes: number;
  /** Of every part but the last, which has the rest. */
  readonly partBytes: number;
}

export interface KeptPart {
  /** From 1. */
  readonly number: number;
  readonly sizeBytes: number;
  /** Another one whenever the part is sent again; without quotes. */
  readonly etag: string;
}

/**
 * The parts of files on their way to the BlobStore it belongs to. A part is kept whole or not at all, and one sent again
 * replaces the one before. Deliberately not here: who may send what, when an upload ends, whether its digest is right.
 * Errors are thrown as by the BlobStore.
 */
export interface PartStore {
  /** Makes room for an upload; ENOSPC when there is none. Answers what it is to be called from then on. */
  open(id: string, sizeBytes: number): Promise<string>;
  /** Where a client may PUT one part of exactly its size. Undefined: to the server, which hands it to `put`. */
  addressOf(upload: PartUpload, number: number, validSeconds: number): Promise<string | undefined>;
  /** Undefined, and nothing is kept, when the body breaks off or has another size; ENOENT when the upload is gone. */
  put(upload: PartUpload, number: number, body: AsyncIterable<Uint8Array>): Promise<KeptPart | undefined>;
  /** By number; nothing once they are being joined. */
  parts(upload: PartUpload): Promise<readonly KeptPart[]>;
  /** Joins all parts under a name of their own and reads them back; goes on where a crash ended it. */
  join(upload: PartUpload): Promise<{ readonly digest: Digest; readonly sizeBytes: number }>;
  /** Makes what was joined the blob of this digest, unless that happened before. */
  place(upload: PartUpload, digest: Digest): Promise<void>;
  /** Removes everything of an upload but the blob. Idempotent. */
  discard(id: string): Promise<void>;
  /** Every upload of which anything is there. */
  list(): AsyncIterable<{ readonly id: string; readonly sinceMs: number }>;
}
