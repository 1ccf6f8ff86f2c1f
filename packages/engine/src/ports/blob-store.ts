import type { Readable } from 'node:stream';
import type { ByteRange, Digest } from '@reelmill/core';

export interface BlobInfo {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** When the bytes were last put, in ms since the epoch: garbage collection's grace counts from here. */
  readonly storedAtMs: number;
}

/** A local file of which at least some ranges hold a blob's bytes. */
export interface LocalRanges {
  readonly path: string;
  /** All of it does; else the rest may read as zeros. */
  readonly isWhole: boolean;
}

/** How whoever uses the address of a blob is answered. */
export interface AddressedAs {
  readonly validSeconds: number;
  /** Values of the headers of the same names. */
  readonly contentType: string;
  readonly contentDisposition: string;
}

/**
 * Bytes by SHA-256. A put is atomic and durable: after it resolves, the bytes survive a power cut;
 * after a crash in the middle, nothing is there.
 *
 * Deliberately not here: names, references, reference counts (the Store knows those), access rules.
 * Errors: ENOSPC and I/O errors are thrown as Node system errors with their `code`, EREMOTEIO when another machine is in
 * trouble; the caller maps them.
 */
export interface BlobStore {
  /** Takes over the file at `path` (which must be on the work folder's file system and is gone afterwards). */
  putFile(path: string, digest: Digest): Promise<BlobInfo>;
  /** For small bytes made in memory, such as playlists. */
  putBytes(bytes: Uint8Array): Promise<BlobInfo>;
  /** Undefined when absent. */
  stat(digest: Digest): Promise<BlobInfo | undefined>;
  /** Byte range, both ends inclusive. Rejects with code ENOENT when absent. */
  read(digest: Digest, range?: { readonly start: number; readonly end: number }): Readable;
  /**
   * Where anybody may GET the bytes for a while, ranges of them too, and do nothing else; asks nobody whether they are there.
   * Undefined: nowhere, they are to be had from `read` alone.
   */
  addressOf(digest: Digest, as: AddressedAs): Promise<string | undefined>;
  /** A local, read-only path for a child process to open. Undefined when absent. Valid while the blob exists. */
  localPath(digest: Digest): Promise<string | undefined>;
  /** The same for who reads nothing but these ranges, so that a distant store need not send the rest. */
  localRanges(digest: Digest, ranges: readonly ByteRange[]): Promise<LocalRanges | undefined>;
  /** Idempotent. */
  delete(digest: Digest): Promise<void>;
  /** Every blob, in no order. */
  list(): AsyncIterable<BlobInfo>;
  /** Removes temporary files a crash left behind; call before anything else writes. */
  recover(): Promise<void>;
}
