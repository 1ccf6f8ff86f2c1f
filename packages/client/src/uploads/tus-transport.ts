import { type ApiError, err, ok, UploadSchema } from '@reelmill/core';
import { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { problemOf } from '../http/problem.ts';
import type { HttpOptions, Request } from '../http/request.ts';
import { notFinished } from './course.ts';
import { type AnnouncedFile, discarded, type FileTransport } from './file-transport.ts';
import { bodyOf, type UploadSource } from './upload-source.ts';

/** Small enough that a cut costs little, large enough that requests do not. */
const CHUNK_BYTES = 8 << 20;
const TUS = { 'tus-resumable': '1.0.0' };

/** By tus 1.0: in one row, from the last byte that the server has on disk. */
export const createTusTransport = (http: HttpOptions, request: Request): FileTransport => {
  const path = '/api/v1/uploads';
  const look = (id: string) => request({ path: `${path}/${id}`, schema: UploadSchema });

  return {
    kind: 'tus',

    begin: (announced) => {
      const headers = {
        ...TUS,
        'upload-length': String(announced.file.sizeBytes),
        'upload-metadata': tusMetadata(announced),
      };
      return request<string>({
        ...{ method: 'POST', path, headers },
        read: (response) => response.headers.get('location')?.split('/').at(-1),
      });
    },

    look: async (id) => {
      const found = await look(id);
      if (!found.ok) return found;
      const { state, offsetBytes, assetId, jobId } = found.value;
      const isComplete = state === 'complete' && assetId !== null;
      return ok({ bytes: offsetBytes, received: isComplete ? { assetId, jobId } : null });
    },

    send: (id, source, { signal, onBytes }) =>
      new Promise((resolve, reject) => {
        let unreadable: unknown;
        // Read by the reader given below, whatever it is.
        const file = source as unknown as Blob;
        const upload: TusUpload = new TusUpload(file, {
          uploadUrl: `${http.baseUrl}${path}/${id}`,
          headers: { ...http.headers },
          fileReader: {
            openFile: async () => readerOf(source, (problem) => (unreadable = problem)),
          },
          chunkSize: CHUNK_BYTES,
          retryDelays: null,
          storeFingerprintForResuming: false,
          onProgress: onBytes,
          onSuccess: () => resolve(ok(undefined)),
          onError: (cause) =>
            unreadable === undefined ? resolve(err(apiErrorOf(cause))) : reject(unreadable),
        });
        signal.addEventListener(
          'abort',
          () => {
            void upload.abort();
            reject(signal.reason as Error);
          },
          { once: true },
        );
        if (!signal.aborted) upload.start();
      }),

    finish: async (id, sha256) => {
      const found = await look(id);
      if (!found.ok) return found;
      const { state, digest, assetId, jobId } = found.value;
      if (state !== 'complete') return err(notFinished);
      return digest === sha256 ? ok({ assetId, jobId }) : err(otherBytes);
    },

    discard: async (id) =>
      discarded(await request<void>({ method: 'DELETE', path: `${path}/${id}`, headers: TUS })),
  };
};

const otherBytes: ApiError = {
  code: 'CHECKSUM_MISMATCH',
  message: 'What arrived is not the file that was read (SHA-256); it is sent again.',
};

const readerOf = (source: UploadSource, onProblem: (problem: unknown) => void) => ({
  size: source.size,
  slice: async (start: number, end: number) => {
    try {
      const body = await bodyOf(source, start, end);
      // tus-js-client asks bytes, too, what a blob says of itself.
      const value = body instanceof Blob ? body : Object.assign(body, { size: body.length });
      return { value, done: end >= source.size };
    } catch (problem) {
      onProblem(problem);
      throw problem;
    }
  },
  close: () => undefined,
});

/** The keys that the server reads; values in base64, as tus wants them. */
const tusMetadata = ({ wish, file, transactionId }: AnnouncedFile): string =>
  Object.entries({
    ...(transactionId === undefined
      ? {
          filename: wish.name,
          recipe: wish.recipe,
          priority: wish.priority === undefined ? undefined : String(wish.priority),
          metadata: wish.metadata && JSON.stringify(wish.metadata),
          asset: wish.replacesAssetId,
        }
      : { filename: file.name, transaction: transactionId, role: file.role }),
    filetype: file.type,
    sha256: file.sha256,
  })
    .flatMap(([key, value]) => (value === undefined || value === '' ? [] : [`${key} ${base64(value)}`]))
    .join(',');

const base64 = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text.toWellFormed())));

const apiErrorOf = (cause: Error): ApiError => {
  if (!(cause instanceof DetailedError)) return { code: 'INTERNAL', message: cause.message };
  const response = cause.originalResponse;
  // Nothing came back.
  if (!response || response.getStatus() === 0) return unreachable;
  return problemOf({
    status: response.getStatus(),
    body: response.getBody(),
    retryAfter: response.getHeader('retry-after'),
  });
};

const unreachable: ApiError = {
  code: 'SHUTTING_DOWN',
  message: 'The connection to the server broke; the upload goes on when it is back.',
};
