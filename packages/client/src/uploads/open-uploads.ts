import { JobSchema, JobSummarySchema } from '@reelmill/core';
import type { EventHandlers, Subscription } from '../events/subscribe.ts';
import type { HttpOptions, Request } from '../http/request.ts';
import { createAlreadyHere } from './already-here.ts';
import { createCoordinator, type Uploads } from './coordinator.ts';
import { alone } from './course.ts';
import { createFollowJob } from './follow-job.ts';
import { type HashOptions, type HashSource, hashFile } from './hash-file.ts';
import { createMultipartTransport } from './multipart-transport.ts';
import type { OpenAgain } from './open-again.ts';
import { together } from './together.ts';
import { createTusTransport } from './tus-transport.ts';
import { createMemoryStorage, type UploadStorage } from './upload-storage.ts';

/** See `@reelmill/client/browser` and `@reelmill/client/node` for what pages and programs want. */
export interface UploadsOptions {
  /** How many are read and sent at once; the others wait their turn. Default 2. */
  readonly concurrency?: number;
  /** `multipart` sends parts side by side, straight to the object store where there is one. Default `tus`. */
  readonly transport?: 'tus' | 'multipart';
  /** Default: nothing is kept. `browserUploads` and `nodeUploads` keep it. */
  readonly storage?: UploadStorage;
  /** SHA-256 of a file in hexadecimal. Default: by JavaScript, where it was called. */
  readonly hash?: (source: HashSource, options: HashOptions) => Promise<string>;
  /** Default: nothing can be opened again. */
  readonly openAgain?: OpenAgain;
}

const API = '/api/v1';

/** The coordinator, as the options put it together. */
export const openUploads = (
  http: HttpOptions,
  request: Request,
  subscribe: (handlers: EventHandlers) => Subscription,
  options: UploadsOptions = {},
): Uploads => {
  const transports = {
    tus: createTusTransport(http, request),
    multipart: createMultipartTransport(http, request),
  };
  return createCoordinator({
    concurrency: options.concurrency ?? 2,
    transport: options.transport ?? 'tus',
    storage: options.storage ?? createMemoryStorage(),
    hash: options.hash ?? hashFile,
    openAgain: options.openAgain ?? (async () => undefined),
    courseOf: ({ via, files }) =>
      files.length > 1 ? together(transports[via], request) : alone(transports[via]),
    alreadyHere: createAlreadyHere(request),
    followJob: createFollowJob({
      subscribe,
      getJob: (id) => request({ path: `${API}/jobs/${id}`, schema: JobSchema }),
    }),
    retryJob: (id) => request({ method: 'POST', path: `${API}/jobs/${id}/retry`, schema: JobSummarySchema }),
    cancelJob: (id) =>
      request({ method: 'POST', path: `${API}/jobs/${id}/cancel`, schema: JobSummarySchema }),
    deleteAsset: (id) => request<void>({ method: 'DELETE', path: `${API}/assets/${id}` }),
  });
};
