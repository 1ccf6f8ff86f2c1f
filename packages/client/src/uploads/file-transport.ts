import { type ApiError, ok, type Result } from '@reelmill/core';
import type { UploadFile, UploadWish } from './upload-record.ts';
import type { UploadSource } from './upload-source.ts';

/** A file as it is announced to the server. */
export interface AnnouncedFile {
  readonly wish: UploadWish;
  readonly file: UploadFile & { readonly sha256: string };
  /** Whose file it is, when it is one of several. */
  readonly transactionId?: string;
}

/** What a file became; no asset while others of its transaction are missing. */
export interface Arrived {
  readonly assetId: string | null;
  readonly jobId: string | null;
}

/** An asset, from which nothing is missing. */
export interface Received extends Arrived {
  readonly assetId: string;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Bytes that the server has, or that are on their way to it. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * One way for the bytes of a file to reach the server. Each call is one try, trouble is a value, and everything may be called
 * again: whoever sends goes on from what the server has. Knows nothing of retries, turns, transactions and storage.
 */
export interface FileTransport {
  readonly kind: 'tus' | 'multipart';
  /** Makes a place for the file; its id is all that is needed to go on. */
  begin(file: AnnouncedFile): Promise<Result<string, ApiError>>;
  /** How far it is, and what it became if it has. */
  look(id: string): Promise<Result<{ readonly bytes: number; readonly received: Received | null }, ApiError>>;
  /** Sends what is missing. Rejects with the signal's reason, or when the file cannot be read. */
  send(id: string, source: UploadSource, options: SendOptions): Promise<Result<void, ApiError>>;
  /** What it became, once what arrived has this digest; CHECKSUM_MISMATCH otherwise. */
  finish(id: string, sha256: string): Promise<Result<Arrived, ApiError>>;
  /** Leaves nothing of it; names the asset if it has become one. */
  discard(id: string): Promise<Result<{ readonly assetId: string | null }, ApiError>>;
}

/** What giving up made of an upload, from the server's answer: one that is not there is given up. */
export const discarded = (
  answer: Result<void, ApiError>,
): Result<{ readonly assetId: string | null }, ApiError> => {
  if (answer.ok || answer.error.code === 'NOT_FOUND') return ok({ assetId: null });
  if (answer.error.code !== 'UPLOAD_GONE') return answer;
  const assetId = answer.error.details?.['assetId'];
  return ok({ assetId: typeof assetId === 'string' ? assetId : null });
};
