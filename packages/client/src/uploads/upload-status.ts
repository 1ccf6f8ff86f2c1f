import type { ApiError, JobSummary } from '@reelmill/core';

export type UploadStage = 'hash' | 'send' | 'verify' | 'process';

/**
 * `waiting` goes on by itself, when the network or the server is back. `elsewhere` is driven by another page of this browser, and
 * taken over when that is closed. `needs-file` was found again after a reload: a
 * browser opens no file by itself, so the same one has to be chosen again, or `resume` asks for leave where that is enough.
 */
export type UploadState =
  | 'queued'
  | 'active'
  | 'waiting'
  | 'elsewhere'
  | 'paused'
  | 'needs-file'
  | 'done'
  | 'failed'
  | 'cancelled';

/** How one file stands; a new object with every change. */
export interface UploadStatus {
  readonly state: UploadState;
  readonly stage: UploadStage;
  /** Of the stage, 0 to 1. */
  readonly stageProgress: number;
  /** Of the whole way from the first byte read to the end of its job, 0 to 1; never less than before. */
  readonly progress: number;
  /** Bytes the server has. */
  readonly bytesSent: number;
  /** Over the last seconds; null until there is something to measure. */
  readonly bytesPerSecond: number | null;
  /** Why it failed, or what it waits for; null otherwise. */
  readonly error: ApiError | null;
  /** Of the whole file, in hexadecimal: names it on every machine alike; null until it was read. */
  readonly sha256: string | null;
  /** The server had these bytes already: none was sent. */
  readonly wasHere: boolean;
  /** What it became; null until it was verified. */
  readonly assetId: string | null;
  readonly jobId: string | null;
  /** How the job stands that makes it playable; null until it was read. */
  readonly job: JobSummary | null;
}

/** How every upload begins. */
export const NEW_UPLOAD: UploadStatus = {
  state: 'queued',
  stage: 'hash',
  stageProgress: 0,
  progress: 0,
  bytesSent: 0,
  bytesPerSecond: null,
  error: null,
  sha256: null,
  wasHere: false,
  assetId: null,
  jobId: null,
  job: null,
};

/** Where each stage begins on the whole way. */
const BEGINS: Readonly<Record<UploadStage, number>> = { hash: 0, send: 0.05, verify: 0.33, process: 0.35 };
const ENDS: Readonly<Record<UploadStage, number>> = {
  hash: BEGINS.send,
  send: BEGINS.verify,
  verify: BEGINS.process,
  process: 1,
};

/** The status after a change: the whole way's progress follows the stage's. */
export const changed = (status: UploadStatus, change: Partial<UploadStatus>): UploadStatus => {
  const next = { stageProgress: change.stage === undefined ? status.stageProgress : 0, ...change };
  const stage = change.stage ?? status.stage;
  const along = BEGINS[stage] + (ENDS[stage] - BEGINS[stage]) * next.stageProgress;
  return { ...status, ...next, progress: Math.max(status.progress, Math.min(1, along)) };
};

const ENDED: ReadonlySet<UploadState> = new Set(['done', 'cancelled']);

/** Whether anything of it is still to come, or to be decided: a job that failed has made of the file what it could. */
export const isUnderWay = ({ state, stage }: UploadStatus): boolean =>
  !ENDED.has(state) && !(state === 'failed' && stage === 'process');
