import {
  type ApiError,
  ApiErrorSchema,
  type CompletedMultipart,
  CompletedMultipartSchema,
  type CreateMultipart,
  err,
  type Multipart,
  MultipartSchema,
  ok,
  PartAddressesSchema,
  type Result,
  StartedMultipartSchema,
} from '@reelmill/core';
import type { createRequest } from '../http/request.ts';
import { createSha256 } from './multipart-sha256.ts';

export interface MultipartProgress {
  readonly stage: 'hashing' | 'sending' | 'verifying';
  /** Of the stage, out of the file's size. */
  readonly bytes: number;
  readonly sizeBytes: number;
}

export interface MultipartOptions extends Omit<CreateMultipart, 'name' | 'sizeBytes' | 'sha256'> {
  /** Default: the file's own name. */
  readonly name?: string;
  /** Ends it by an exception; the parts that were sent stay for the next time. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MultipartProgress) => void;
}

/** What became of a file; `wasHere` when the server had its bytes already and none was sent. */
export type UploadedMultipart = CompletedMultipart & { readonly wasHere: boolean };

const PARTS_AT_ONCE = 3;
/** Asked for together, so that their addresses do not grow old. */
const BATCH = 12;
const TRIES = 4;
const FIRST_WAIT_MS = 500;

/**
 * Sends a file in parts, to the object store itself where the server has one. Called again with the same file and
 * options it sends only what is missing. Reads the file twice, a part at a time: for its digest, and to send it.
 */
export const createUploadMultipart = ({
  baseUrl,
  request,
}: {
  readonly baseUrl: string;
  readonly request: ReturnType<typeof createRequest>;
}) => {
  const path = '/api/v1/multipart';

  const sendParts = async (
    file: Blob,
    upload: Multipart,
    { signal, onProgress }: MultipartOptions,
  ): Promise<Result<void, ApiError>> => {
    const there = new Set(upload.parts.map(({ number }) => number));
    const missing = Array.from({ length: upload.partCount }, (_, index) => index + 1).filter(
      (number) => !there.has(number),
    );
    let bytes = upload.parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    const tell = (): void => onProgress?.({ stage: 'sending', bytes, sizeBytes: file.size });
    tell();
    for (let from = 0; from < missing.length; from += BATCH) {
      const numbers = missing.slice(from, from + BATCH);
      const asked = await patiently(signal, () =>
        request({
          ...{ method: 'POST', path: `${path}/${upload.id}/parts`, body: { numbers } },
          ...{ signal, schema: PartAddressesSchema },
        }),
      );
      if (!asked.ok) return asked;
      const waiting = [...asked.value.parts];
      let problem: ApiError | undefined;
      const sendNext = async (): Promise<void> => {
        for (let part = waiting.shift(); part && !problem; part = waiting.shift()) {
          const start = (part.number - 1) * upload.partBytes;
          const body = file.slice(start, start + upload.partBytes);
          const url = part.url.startsWith('/') ? baseUrl + part.url : part.url;
          const sent = await patiently(signal, () => putPart(url, body, signal));
          if (!sent.ok) problem = sent.error;
          bytes += body.size;
          if (!problem) tell();
        }
      };
      await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendNext));
      if (problem) return err(problem);
    }
    return ok(undefined);
  };

  return async (file: File, options: MultipartOptions = {}): Promise<Result<UploadedMultipart, ApiError>> => {
    const { name = file.name, signal, onProgress, ...wishes } = options;
    const sha256 = await digestOf(file, options);
    const started = await patiently(signal, () =>
      request({
        ...{ method: 'POST', path, body: { ...wishes, name, sizeBytes: file.size, sha256 } },
        ...{ signal, schema: StartedMultipartSchema },
      }),
    );
    if (!started.ok) return started;
    const { id, alreadyHere } = started.value;
    if (alreadyHere?.job) {
      await request({ method: 'DELETE', path: `${path}/${id}`, signal });
      return ok({
        assetId: alreadyHere.id,
        jobId: alreadyHere.job.id,
        sizeBytes: file.size,
        sha256,
        wasHere: true,
      });
    }
    const sent = await sendParts(file, started.value, options);
    if (!sent.ok) return sent;
    onProgress?.({ stage: 'verifying', bytes: 0, sizeBytes: file.size });
    const completed = await patiently(signal, async () => {
      const listed = await request({ path: `${path}/${id}`, signal, schema: MultipartSchema });
      if (!listed.ok) return listed;
      const parts = listed.value.parts.map(({ number, etag }) => ({ number, etag }));
      return request({
        ...{ method: 'POST', path: `${path}/${id}/complete`, body: { parts }, signal },
        schema: CompletedMultipartSchema,
      });
    });
    if (!completed.ok) return completed;
    onProgress?.({ stage: 'verifying', bytes: file.size, sizeBytes: file.size });
    return ok({ ...completed.value, wasHere: false });
  };
};

const READ_BYTES = 4 << 20;

const digestOf = async (file: Blob, { signal, onProgress }: MultipartOptions): Promise<string> => {
  const hash = createSha256();
  for (let start = 0; start < file.size; start += READ_BYTES) {
    signal?.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(start, start + READ_BYTES).arrayBuffer()));
    onProgress?.({
      stage: 'hashing',
      bytes: Math.min(start + READ_BYTES, file.size),
      sizeBytes: file.size,
    });
  }
  return hash.digest();
};

const putPart = async (
  url: string,
  body: Blob,
  signal: AbortSignal | undefined,
): Promise<Result<void, ApiError>> => {
  try {
    const response = await fetch(url, { method: 'PUT', body, ...(signal ? { signal } : {}) });
    if (response.ok) return ok(undefined);
    const told = ApiErrorSchema.safeParse(await response.json().catch(() => undefined));
    if (told.success) return err(told.data);
    return response.status < 500
      ? err({ code: 'CONFLICT', message: 'A part was refused; start the upload again to go on with it.' })
      : err(unreachable);
  } catch (error) {
    if (signal?.aborted) throw error;
    return err(unreachable);
  }
};

const unreachable: ApiError = {
  code: 'SHUTTING_DOWN',
  message: 'Where the file is kept cannot be reached; start the upload again to go on with it.',
};
const PASSING: ReadonlySet<ApiError['code']> = new Set(['SHUTTING_DOWN', 'UPLOAD_LOCKED', 'INTERNAL']);

/** Tries again what may pass, with growing waits. */
const patiently = async <T>(
  signal: AbortSignal | undefined,
  attempt: () => Promise<Result<T, ApiError>>,
): Promise<Result<T, ApiError>> => {
  for (let tried = 1; ; tried += 1) {
    const result = await attempt();
    if (result.ok || !PASSING.has(result.error.code) || tried === TRIES) return result;
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (tried - 1)));
    signal?.throwIfAborted();
  }
};
