import type { FileRole, UserMetadata } from '@reelmill/core';

/** What is to become of a file, or of several together. */
export interface UploadWish {
  /** Shown in the library. */
  readonly name: string;
  /** A preset's name; default: the server's. */
  readonly recipe?: string;
  /** From -10 to 10, higher first; default 0. */
  readonly priority?: number;
  readonly metadata?: UserMetadata;
  /** The asset whose source the file becomes; default: a new asset. Its last recipe is the default then. */
  readonly replacesAssetId?: string;
}

/** A file of an upload, as it is written down. */
export interface UploadFile {
  readonly role: FileRole;
  readonly name: string;
  readonly sizeBytes: number;
  /** Media type; empty where nobody knows. */
  readonly type: string;
  /** Null until it was read. */
  readonly sha256: string | null;
  /** What it can be opened with again: a FileSystemFileHandle in browsers, a path in Node. */
  readonly origin?: unknown;
}

/** An asset that an upload became, and what undoes that. */
export interface Became {
  readonly assetId: string;
  readonly jobId: string | null;
  /** Made by this upload: giving it up deletes the asset. */
  readonly isOurs: boolean;
  /** Of bytes that were there: none was sent. */
  readonly wasHere: boolean;
}

/** All that is kept of an upload, so that it goes on after a crash or a reload. Can be cloned by the structured clone algorithm. */
export interface UploadRecord {
  /** Unique; also the id of its transaction, where it has several files. */
  readonly key: string;
  readonly createdAtMs: number;
  readonly wish: UploadWish;
  /** Several become one asset together, or nothing: the original comes first. */
  readonly files: readonly UploadFile[];
  readonly via: 'tus' | 'multipart';
  readonly isPaused: boolean;
  /** Given up, but the server may still have something of it. */
  readonly isCancelled: boolean;
  /** The upload, or the transaction, on the server. */
  readonly uploadId?: string | undefined;
  readonly became?: Became | undefined;
}

/** Bytes of all its files. */
export const sizeOf = ({ files }: Pick<UploadRecord, 'files'>): number =>
  files.reduce((sum, file) => sum + file.sizeBytes, 0);
