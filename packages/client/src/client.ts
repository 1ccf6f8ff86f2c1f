import {
  type ApiError,
  type Asset,
  type AssetPage,
  AssetPageSchema,
  AssetSchema,
  type AssetVersionList,
  AssetVersionListSchema,
  type Bulk,
  type BulkItemPage,
  BulkItemPageSchema,
  type BulkPage,
  BulkPageSchema,
  BulkSchema,
  type ConvertOptions,
  ConvertOptionsSchema,
  type CreateAsset,
  type CreateBulk,
  type CreateImport,
  type CreateJob,
  type CreateWebhook,
  type Digest,
  FileKeySchema,
  type Health,
  HealthSchema,
  type Import,
  type ImportPage,
  ImportPageSchema,
  ImportSchema,
  type Job,
  type JobPage,
  JobPageSchema,
  JobSchema,
  type JobSummary,
  JobSummarySchema,
  type ListAssetsQuery,
  type ListBulkItemsQuery,
  type ListBulksQuery,
  type ListDeliveriesQuery,
  type ListImportsQuery,
  type ListJobsQuery,
  type NewWebhook,
  NewWebhookSchema,
  type OutputReceipt,
  OutputReceiptSchema,
  type PatchAsset,
  type PatchWebhook,
  type PlanExplanation,
  PlanExplanationSchema,
  type RecipeList,
  RecipeListSchema,
  type ReplacedOutput,
  ReplacedOutputSchema,
  type RequestedOutput,
  RequestedOutputSchema,
  type Result,
  type StillQuery,
  type Upload,
  UploadSchema,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryPage,
  WebhookDeliveryPageSchema,
  WebhookDeliverySchema,
  type WebhookList,
  WebhookListSchema,
  WebhookSchema,
} from '@reelmill/core';
import { type AccessClient, createAccessClient } from './access/access-client.ts';
import { type EncryptedFile, openEncrypted } from './encrypted/open-encrypted.ts';
import {
  type EventHandlers,
  type EventScope,
  type Subscription,
  subscribeToEvents,
} from './events/subscribe.ts';
import { reprDigest } from './http/repr-digest.ts';
import { createRequest } from './http/request.ts';
import { createPlaybackClient, type PlaybackClient } from './playback/playback-client.ts';
import type { Uploads } from './uploads/coordinator.ts';
import { hashFile } from './uploads/hash-file.ts';
import { openUploads, type UploadsOptions } from './uploads/open-uploads.ts';
import { recipeText, type WantedRecipe } from './uploads/recipe-of.ts';

export type Answer<T> = Promise<Result<T, ApiError>>;

/** What runs a recipe; default: the preset `web`. */
type Wanting<T> = Omit<T, 'recipe'> & { readonly recipe?: WantedRecipe };

/** Everything the API offers, typed. Expected trouble is a value; nothing here throws but an abort. */
export interface Client extends AccessClient, PlaybackClient {
  readonly assets: {
    list(query?: Partial<ListAssetsQuery>, signal?: AbortSignal): Answer<AssetPage>;
    get(id: string, signal?: AbortSignal): Answer<Asset>;
    create(input: Wanting<CreateAsset>): Answer<Asset>;
    update(id: string, patch: PatchAsset): Answer<Asset>;
    delete(id: string): Answer<void>;
    /** What a recipe would run on it, and why; runs nothing. Default: the preset `web`. */
    plan(id: string, recipe?: WantedRecipe, signal?: AbortSignal): Answer<PlanExplanation>;
    /** An output by its name. One left until somebody asks is made now: the answer is its job, or waits for it. */
    output(
      id: string,
      name: string,
      query?: { readonly waitSeconds?: number },
      signal?: AbortSignal,
    ): Answer<RequestedOutput>;
    /** Size and SHA-256 of every file of an output, to hold a copy against. */
    receipt(id: string, name: string, signal?: AbortSignal): Answer<OutputReceipt>;
    /**
     * Puts a file in place of a tier, or a bundle in place of frames: what is made of it is made again. It stays until it is
     * taken back. An API error REPLACEMENT_REFUSED or BUNDLE_INVALID says why it cannot stand there as it is. It is read
     * twice, and kept only if it arrives as it was read; rejects when it cannot be read.
     */
    replaceOutput(id: string, name: string, file: Blob, signal?: AbortSignal): Answer<ReplacedOutput>;
    /** Makes a replaced output again as planned. */
    takeBackOutput(id: string, name: string): Answer<Asset>;
    /**
     * Address of a picture of the video at a time, for an image. Given the source's digest it may be cached for ever.
     */
    stillUrl(id: string, query: Pick<StillQuery, 'at'> & Partial<StillQuery>): string;
    /** Newest first. */
    versions(id: string, signal?: AbortSignal): Answer<AssetVersionList>;
    /** Shows an earlier version again. */
    restore(id: string, versionId: Digest): Answer<Asset>;
    /** An output of a single file as one user gets it: fetched encrypted, read as what it was. */
    openEncrypted(id: string, outputName: string, userId?: string): Answer<EncryptedFile>;
  };
  readonly jobs: {
    list(query?: Partial<ListJobsQuery>, signal?: AbortSignal): Answer<JobPage>;
    get(id: string, signal?: AbortSignal): Answer<Job>;
    create(input: Wanting<CreateJob>): Answer<JobSummary>;
    cancel(id: string): Answer<JobSummary>;
    /** Stops it where it stands, until it is resumed. */
    pause(id: string): Answer<JobSummary>;
    resume(id: string): Answer<JobSummary>;
    /** A new job with the same recipe. */
    retry(id: string): Answer<JobSummary>;
  };
  /** Bytes the server fetches by itself, from an address or one of its own folders. */
  readonly imports: {
    create(input: Wanting<CreateImport>): Answer<Import>;
    list(query?: Partial<ListImportsQuery>, signal?: AbortSignal): Answer<ImportPage>;
    get(id: string, signal?: AbortSignal): Answer<Import>;
    cancel(id: string): Answer<Import>;
  };
  /** Who is told what happens, by the Standard Webhooks specification. */
  readonly webhooks: {
    create(input: CreateWebhook): Answer<NewWebhook>;
    list(signal?: AbortSignal): Answer<WebhookList>;
    update(id: string, patch: PatchWebhook): Answer<Webhook>;
    delete(id: string): Answer<void>;
    deliveries(
      id: string,
      query?: Partial<ListDeliveriesQuery>,
      signal?: AbortSignal,
    ): Answer<WebhookDeliveryPage>;
    /** Sends one again, under the same id. */
    replay(id: string, deliveryId: string): Answer<WebhookDelivery>;
  };
  /** One recipe on many assets; `bulk.updated` events say how each stands. */
  readonly bulk: {
    list(query?: Partial<ListBulksQuery>, signal?: AbortSignal): Answer<BulkPage>;
    get(id: string, signal?: AbortSignal): Answer<Bulk>;
    /** Answers before the jobs are made. */
    create(input: Wanting<CreateBulk>): Answer<Bulk>;
    items(id: string, query?: Partial<ListBulkItemsQuery>, signal?: AbortSignal): Answer<BulkItemPage>;
    cancel(id: string): Answer<Bulk>;
    /** New jobs for what failed or was cancelled. */
    retry(id: string): Answer<Bulk>;
  };
  readonly recipes: { list(signal?: AbortSignal): Answer<RecipeList> };
  /** What a conversion can be asked for on the server's machine. */
  readonly convert: { options(signal?: AbortSignal): Answer<ConvertOptions> };
  readonly uploads: Uploads & { get(id: string): Answer<Upload> };
  readonly events: { subscribe(scope: EventScope, handlers: EventHandlers): Subscription };
  health(signal?: AbortSignal): Answer<Health>;
}

export interface ClientOptions {
  /** `http://127.0.0.1:8080`; default: the page's own origin. */
  readonly baseUrl?: string;
  /** `rm_…`: for programs. Pages come in by the cookie of `session.login`, which sockets send, too. */
  readonly apiKey?: string;
  readonly uploads?: UploadsOptions;
}

const API = '/api/v1';

const outputPath = (id: string, name: string): string =>
  `${API}/assets/${id}/outputs/${encodeURIComponent(name)}`;

export const createClient = (options: ClientOptions = {}): Client => {
  const baseUrl = (options.baseUrl ?? '').replace(/\/$/, '');
  const { apiKey } = options;
  const headers = apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` };
  const http = { baseUrl, headers };
  const request = createRequest(http);
  const subscribe = (scope: EventScope, handlers: EventHandlers): Subscription =>
    subscribeToEvents(`${socketBase(baseUrl)}${API}/events`, scope, handlers, headers);
  return {
    ...createAccessClient(request),
    ...createPlaybackClient(request),
    assets: {
      list: (query, signal) => request({ path: `${API}/assets`, query, signal, schema: AssetPageSchema }),
      get: (id, signal) => request({ path: `${API}/assets/${id}`, signal, schema: AssetSchema }),
      create: (body) => request({ method: 'POST', path: `${API}/assets`, body, schema: AssetSchema }),
      update: (id, body) =>
        request({ method: 'PATCH', path: `${API}/assets/${id}`, body, schema: AssetSchema }),
      delete: (id) => request<void>({ method: 'DELETE', path: `${API}/assets/${id}` }),
      plan: (id, recipe, signal) =>
        request({
          path: `${API}/assets/${id}/plan`,
          query: { recipe: recipe === undefined ? undefined : recipeText(recipe) },
          signal,
          schema: PlanExplanationSchema,
        }),
      output: (id, name, query, signal) =>
        request({
          path: outputPath(id, name),
          query,
          signal,
          schema: RequestedOutputSchema,
        }),
      receipt: (id, name, signal) =>
        request({ path: `${outputPath(id, name)}/receipt`, signal, schema: OutputReceiptSchema }),
      replaceOutput: async (id, name, file, signal = new AbortController().signal) => {
        const sha256 = await (options.uploads?.hash ?? hashFile)(file, { signal, onBytes: () => undefined });
        return request({
          ...{ method: 'PUT', path: outputPath(id, name), headers: { 'repr-digest': reprDigest(sha256) } },
          ...{ file, signal, schema: ReplacedOutputSchema },
        });
      },
      takeBackOutput: (id, name) =>
        request({ method: 'DELETE', path: outputPath(id, name), schema: AssetSchema }),
      stillUrl: (id, query) =>
        `${baseUrl}${API}/assets/${id}/still?${new URLSearchParams(
          Object.entries(query).flatMap(([name, value]): [string, string][] =>
            value === undefined ? [] : [[name, String(value)]],
          ),
        )}`,
      versions: (id, signal) =>
        request({ path: `${API}/assets/${id}/versions`, signal, schema: AssetVersionListSchema }),
      restore: (id, versionId) =>
        request({
          method: 'POST',
          path: `${API}/assets/${id}/versions/${versionId}/restore`,
          schema: AssetSchema,
        }),
      openEncrypted: async (id, outputName, userId = 'local') => {
        const path = `${API}/assets/${id}/outputs/${outputName}/encrypted`;
        const query = { userId };
        const found = await request({ path: `${path}/key`, query, schema: FileKeySchema });
        if (!found.ok) return found;
        const key = bytesOfBase64url(found.value.key);
        return openEncrypted({
          url: `${baseUrl}${path}?${new URLSearchParams(query)}`,
          key,
          ...(headers ? { headers } : {}),
        });
      },
    },
    jobs: {
      list: (query, signal) => request({ path: `${API}/jobs`, query, signal, schema: JobPageSchema }),
      get: (id, signal) => request({ path: `${API}/jobs/${id}`, signal, schema: JobSchema }),
      create: (body) => request({ method: 'POST', path: `${API}/jobs`, body, schema: JobSummarySchema }),
      cancel: (id) => request({ method: 'POST', path: `${API}/jobs/${id}/cancel`, schema: JobSummarySchema }),
      pause: (id) => request({ method: 'POST', path: `${API}/jobs/${id}/pause`, schema: JobSummarySchema }),
      resume: (id) => request({ method: 'POST', path: `${API}/jobs/${id}/resume`, schema: JobSummarySchema }),
      retry: (id) => request({ method: 'POST', path: `${API}/jobs/${id}/retry`, schema: JobSummarySchema }),
    },
    imports: {
      create: (body) => request({ method: 'POST', path: `${API}/imports`, body, schema: ImportSchema }),
      list: (query, signal) => request({ path: `${API}/imports`, query, signal, schema: ImportPageSchema }),
      get: (id, signal) => request({ path: `${API}/imports/${id}`, signal, schema: ImportSchema }),
      cancel: (id) => request({ method: 'POST', path: `${API}/imports/${id}/cancel`, schema: ImportSchema }),
    },
    webhooks: {
      create: (body) => request({ method: 'POST', path: `${API}/webhooks`, body, schema: NewWebhookSchema }),
      list: (signal) => request({ path: `${API}/webhooks`, signal, schema: WebhookListSchema }),
      update: (id, body) =>
        request({ method: 'PATCH', path: `${API}/webhooks/${id}`, body, schema: WebhookSchema }),
      delete: (id) => request<void>({ method: 'DELETE', path: `${API}/webhooks/${id}` }),
      deliveries: (id, query, signal) =>
        request({
          path: `${API}/webhooks/${id}/deliveries`,
          query,
          signal,
          schema: WebhookDeliveryPageSchema,
        }),
      replay: (id, deliveryId) =>
        request({
          method: 'POST',
          path: `${API}/webhooks/${id}/deliveries/${deliveryId}/replay`,
          schema: WebhookDeliverySchema,
        }),
    },
    bulk: {
      list: (query, signal) => request({ path: `${API}/bulk`, query, signal, schema: BulkPageSchema }),
      get: (id, signal) => request({ path: `${API}/bulk/${id}`, signal, schema: BulkSchema }),
      create: (body) => request({ method: 'POST', path: `${API}/bulk`, body, schema: BulkSchema }),
      items: (id, query, signal) =>
        request({ path: `${API}/bulk/${id}/items`, query, signal, schema: BulkItemPageSchema }),
      cancel: (id) => request({ method: 'POST', path: `${API}/bulk/${id}/cancel`, schema: BulkSchema }),
      retry: (id) => request({ method: 'POST', path: `${API}/bulk/${id}/retry`, schema: BulkSchema }),
    },
    recipes: { list: (signal) => request({ path: `${API}/recipes`, signal, schema: RecipeListSchema }) },
    convert: {
      options: (signal) => request({ path: `${API}/convert/options`, signal, schema: ConvertOptionsSchema }),
    },
    uploads: Object.assign(
      openUploads(http, request, (handlers) => subscribe({}, handlers), options.uploads),
      {
        get: (id: string) => request({ path: `${API}/uploads/${id}`, schema: UploadSchema }),
      },
    ),
    events: { subscribe },
    health: (signal) => request({ path: '/healthz', signal, schema: HealthSchema }),
  };
};

const socketBase = (baseUrl: string): string => {
  const page = globalThis as unknown as { readonly location?: { readonly origin: string } };
  const origin = baseUrl === '' ? (page.location?.origin ?? '') : baseUrl;
  return origin.replace(/^http/, 'ws');
};

const bytesOfBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
