import type { ApiError, Result, Upload } from '@reelmill/core';
import { DetailedError, Upload as TusUpload } from 'tus-js-client';

export type UploadState =
  | 'queued'
  | 'uploading'
  | 'waiting-for-network'
  | 'paused'
  | 'complete'
  | 'failed'
  | 'cancelled';

/** One file on its way. Listeners are told of every change. */
export interface UploadHandle {
  readonly fileName: string;
  readonly bytesTotal: number;
  readonly state: UploadState;
  readonly bytesSent: number;
  /** Over the last seconds; null until there is something to measure. */
  readonly bytesPerSecond: number | null;
  readonly error: ApiError | null;
  /** What it became, once complete. */
  readonly assetId: string | null;
  readonly jobId: string | null;
  subscribe(listener: () => void): () => void;
  /** Begins or goes on; the uploader calls it when it is this file's turn. */
  start(): void;
  pause(): void;
  resume(): void;
  /** Gives up, here and on the server. */
  cancel(): Promise<void>;
}

/** Small enough that a cut costs little, large enough that requests do not. */
const CHUNK_BYTES = 8 << 20;
const SPEED_WINDOW_MS = 4000;
const RETRY_DELAYS_MS = [300, 1000, 2000, 4000];
const NETWORK_RETRY_MS = 3000;

/** Marks records of ours among others in the browser's storage. */
export const FINGERPRINT_PREFIX = 'reelmill-upload';

export const createUpload = (options: {
  readonly endpoint: string;
  readonly file: File;
  readonly fileName: string;
  readonly recipe: string | undefined;
  readonly priority: number | undefined;
  readonly replacesAssetId: string | undefined;
  readonly getUpload: (id: string) => Promise<Result<Upload, ApiError>>;
}): UploadHandle => {
  const { file } = options;
  const listeners = new Set<() => void>();
  const samples: { readonly atMs: number; readonly bytes: number }[] = [];
  let state: UploadState = 'queued';
  let bytesSent = 0;
  let error: ApiError | null = null;
  let became: Upload | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  const change = (next: UploadState): void => {
    state = next;
    for (const listener of listeners) listener();
  };

  const tus = new TusUpload(file, {
    endpoint: options.endpoint,
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_DELAYS_MS,
    removeFingerprintOnSuccess: true,
    metadata: {
      filename: options.fileName,
      filetype: file.type,
      ...(options.recipe === undefined ? {} : { recipe: options.recipe }),
      ...(options.priority === undefined ? {} : { priority: String(options.priority) }),
      ...(options.replacesAssetId === undefined ? {} : { asset: options.replacesAssetId }),
    },
    fingerprint: async () => fingerprintOf(file, options.endpoint, options.replacesAssetId),
    onProgress: (sent) => {
      bytesSent = sent;
      samples.push({ atMs: Date.now(), bytes: sent });
      while (samples.length > 2 && Date.now() - (samples[0]?.atMs ?? 0) > SPEED_WINDOW_MS) samples.shift();
      change('uploading');
    },
    onSuccess: () => void finish(),
    onError: (cause) => {
      const status = cause instanceof DetailedError ? cause.originalResponse?.getStatus() : undefined;
      if (status === undefined || status === 0 || status >= 500) return waitForNetwork(status);
      error = apiErrorOf(cause);
      change('failed');
    },
  });

  const finish = async (): Promise<void> => {
    const answer = await options.getUpload(tus.url?.split('/').at(-1) ?? '');
    if (answer.ok) became = answer.value;
    else error = answer.error;
    bytesSent = file.size;
    change(answer.ok ? 'complete' : 'failed');
  };

  /** A full disk will not empty by itself as a network comes back; it fails with its sentence. */
  const waitForNetwork = (status: number | undefined): void => {
    if (status === 507) {
      error = { code: 'NO_SPACE', message: 'The server has no disk space left for this file.' };
      return change('failed');
    }
    change('waiting-for-network');
    const again = (): void => {
      clearTimeout(retryTimer);
      globalThis.removeEventListener?.('online', again);
      if (state === 'waiting-for-network') begin();
    };
    globalThis.addEventListener?.('online', again);
    retryTimer = setTimeout(again, NETWORK_RETRY_MS);
  };

  /** The first call looks for an earlier upload of the same file; later ones go on with this one. */
  let isFirst = true;
  const begin = (): void => {
    change('uploading');
    const wasFirst = isFirst;
    isFirst = false;
    void (async () => {
      if (wasFirst) {
        const [previous] = await tus.findPreviousUploads();
        if (previous) tus.resumeFromPreviousUpload(previous);
      }
      if (state === 'uploading') tus.start();
    })();
  };

  return {
    fileName: options.fileName,
    bytesTotal: file.size,
    get state() {
      return state;
    },
    get bytesSent() {
      return bytesSent;
    },
    get bytesPerSecond() {
      const [first, last] = [samples[0], samples.at(-1)];
      if (!first || !last || last.atMs - first.atMs < 200) return null;
      return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000;
    },
    get error() {
      return error;
    },
    get assetId() {
      return became?.assetId ?? null;
    },
    get jobId() {
      return became?.jobId ?? null;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: begin,
    pause: () => {
      if (state === 'complete' || state === 'cancelled' || state === 'failed') return;
      clearTimeout(retryTimer);
      change('paused');
      void tus.abort();
    },
    resume: () => {
      if (state !== 'paused' && state !== 'failed') return;
      error = null;
      samples.length = 0;
      begin();
    },
    cancel: async () => {
      clearTimeout(retryTimer);
      change('cancelled');
      await tus.abort(true).catch(() => undefined);
    },
  };
};

/** The same file chosen again for the same end has the same name, size and time, and so finds its upload. */
const fingerprintOf = (file: File, endpoint: string, replacesAssetId = ''): string =>
  [FINGERPRINT_PREFIX, file.name, file.size, file.lastModified, endpoint, replacesAssetId].join('::');

const apiErrorOf = (cause: Error): ApiError => {
  const body = cause instanceof DetailedError ? cause.originalResponse?.getBody() : undefined;
  try {
    const parsed = JSON.parse(body ?? '') as ApiError;
    if (typeof parsed.message === 'string') return parsed;
  } catch {
    // Not one of the server's own answers.
  }
  return { code: 'INTERNAL', message: 'The upload failed; try it again.' };
};
