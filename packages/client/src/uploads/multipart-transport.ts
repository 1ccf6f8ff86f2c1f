import {
  type ApiError,
  CompletedMultipartSchema,
  err,
  type Multipart,
  MultipartSchema,
  ok,
  PartAddressesSchema,
  type Result,
  StartedMultipartSchema,
} from '@reelmill/core';
import { problemOfResponse } from '../http/problem.ts';
import type { HttpOptions, Request } from '../http/request.ts';
import { discarded, type FileTransport, type SendOptions } from './file-transport.ts';
import { recipeOf } from './recipe-of.ts';
import { type BodyOf, bodyOf, type UploadSource } from './upload-source.ts';

const PARTS_AT_ONCE = 3;
/** Asked for together, so that their addresses do not grow old. */
const BATCH = 12;

/** In parts, some at once, to the object store itself where the server has one. */
export const createMultipartTransport = (http: HttpOptions, request: Request): FileTransport => {
  const path = '/api/v1/multipart';
  const look = (id: string, signal?: AbortSignal) =>
    request({ path: `${path}/${id}`, signal, schema: MultipartSchema });

  const putPart = async (url: string, body: BodyOf, signal: AbortSignal): Promise<Result<void, ApiError>> => {
    try {
      // Addresses of the object store are signed: they take no key of ours.
      const own = url.startsWith('/');
      const response = await fetch(own ? http.baseUrl + url : url, {
        ...{ method: 'PUT', body, signal },
        ...(own && http.headers ? { headers: http.headers } : {}),
      });
      if (response.ok) return ok(undefined);
      return err(await (own ? problemOfResponse(response) : problemOfStore(response)));
    } catch (error) {
      if (signal.aborted) throw error;
      return err(unreachable);
    }
  };

  const sendBatch = async (
    upload: Multipart,
    numbers: readonly number[],
    source: UploadSource,
    { signal, onBytes }: SendOptions,
  ): Promise<Result<void, ApiError>> => {
    const asked = await request({
      ...{ method: 'POST', path: `${path}/${upload.id}/parts`, body: { numbers } },
      ...{ signal, schema: PartAddressesSchema },
    });
    if (!asked.ok) return asked;
    const waiting = [...asked.value.parts];
    let problem: ApiError | undefined;
    const sendNext = async (): Promise<void> => {
      for (let part = waiting.shift(); part && !problem; part = waiting.shift()) {
        const start = (part.number - 1) * upload.partBytes;
        const end = Math.min(start + upload.partBytes, source.size);
        const sent = await putPart(part.url, await bodyOf(source, start, end), signal);
        if (sent.ok) onBytes(end - start);
        else problem = sent.error;
      }
    };
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, sendNext));
    return problem ? err(problem) : ok(undefined);
  };

  return {
    kind: 'multipart',

    begin: async ({ wish, file, transactionId }) => {
      const { name, recipe, priority, metadata } = wish;
      const body = {
        ...{ sizeBytes: file.sizeBytes, sha256: file.sha256 },
        ...(transactionId === undefined
          ? { name, recipe: recipeOf(recipe), priority, metadata }
          : { name: file.name, transaction: { id: transactionId, role: file.role } }),
      };
      const started = await request({ method: 'POST', path, body, schema: StartedMultipartSchema });
      return started.ok ? ok(started.value.id) : started;
    },

    look: async (id) => {
      const found = await look(id);
      if (!found.ok) return found;
      const { state, parts, sizeBytes, assetId, jobId } = found.value;
      return ok({
        bytes: state === 'uploading' ? bytesIn(parts) : sizeBytes,
        received: assetId === null ? null : { assetId, jobId },
      });
    },

    send: async (id, source, { signal, onBytes }) => {
      const found = await look(id, signal);
      if (!found.ok) return found;
      const upload = found.value;
      if (upload.state !== 'uploading') return ok(undefined);
      let bytes = bytesIn(upload.parts);
      onBytes(bytes);
      const add = (sent: number): void => onBytes((bytes += sent));
      const missing = missingOf(upload);
      for (let from = 0; from < missing.length; from += BATCH) {
        const numbers = missing.slice(from, from + BATCH);
        const sent = await sendBatch(upload, numbers, source, { signal, onBytes: add });
        if (!sent.ok) return sent;
      }
      return ok(undefined);
    },

    finish: async (id) => {
      const listed = await look(id);
      if (!listed.ok) return listed;
      const parts = listed.value.parts.map(({ number, etag }) => ({ number, etag }));
      return request({
        ...{ method: 'POST', path: `${path}/${id}/complete`, body: { parts } },
        schema: CompletedMultipartSchema,
      });
    },

    discard: async (id) => discarded(await request<void>({ method: 'DELETE', path: `${path}/${id}` })),
  };
};

const bytesIn = (parts: Multipart['parts']): number => parts.reduce((sum, part) => sum + part.sizeBytes, 0);

const missingOf = ({ parts, partCount }: Multipart): readonly number[] => {
  const there = new Set(parts.map(({ number }) => number));
  return Array.from({ length: partCount }, (_, index) => index + 1).filter((number) => !there.has(number));
};

/** A signed address may have grown old meanwhile: whoever goes on asks for another. */
const problemOfStore = async (response: Response): Promise<ApiError> => {
  const problem = await problemOfResponse(response);
  return problem.code === 'FORBIDDEN' ? { ...problem, code: 'CONFLICT' } : problem;
};

const unreachable: ApiError = {
  code: 'SHUTTING_DOWN',
  message: 'Where the file is kept cannot be reached.',
};
