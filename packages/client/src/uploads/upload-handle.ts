import type { UploadRecord } from './upload-record.ts';
import type { UploadSource } from './upload-source.ts';
import type { UploadStatus } from './upload-status.ts';

/**
 * Nothing; the bytes that were sent; the asset they have become; or the job alone, where an asset gets another source: the
 * version before plays on.
 */
export type AtStake = 'nothing' | 'bytes' | 'asset' | 'job';

/** A file on its way, or several that become one asset together. Listeners are told of every change. */
export interface UploadHandle {
  readonly key: string;
  /** Shown in the library. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly status: UploadStatus;
  subscribe(listener: () => void): () => void;
  /** Resolves with the first status that passes. */
  until(test: (status: UploadStatus) => boolean): Promise<UploadStatus>;
  /** Stops reading and sending, also over a reload; the server's part goes on. */
  pause(): void;
  /**
   * Goes on, tries again, or, where the browser kept a handle of the file, asks for leave to open it: call it from a
   * click then. A failed job is made anew.
   */
  resume(): void;
  /**
   * Goes on with its files, chosen again, the original first. Files of other bytes are refused: it stays `needs-file`, and
   * `error` says why.
   */
  resumeWith(...files: Sources): void;
  /** Whether `resume` may open the file again by itself, with the user's leave. */
  readonly canAsk: boolean;
  /** What giving up would take away from the server. */
  readonly atStake: AtStake;
  /** Gives up. Resolves when nothing of it is left on the server. */
  cancel(): Promise<void>;
}

/** In the order of the record's files. */
export type Sources = readonly UploadSource[];

/** What the coordinator does besides. */
export interface ManagedUpload extends UploadHandle {
  readonly record: UploadRecord;
  readonly sources: Sources | undefined;
  /** Begins, in its turn. */
  start(): void;
  /** Takes up what a reload, or another page, left. */
  restore(left: UploadRecord): Promise<void>;
  /** Files chosen again; of other bytes it starts over. */
  give(sources: Sources): void;
  /** Ends what runs here; the server keeps what it has, and the storage its row. */
  letGo(): Promise<void>;
  /** As letGo, and the row goes too. */
  forget(): Promise<void>;
}
