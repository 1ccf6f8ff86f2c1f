import { createHash } from 'node:crypto';
import { type Failure, type Fingerprint, failure, type Probe, type Recipe } from '@reelmill/core';
import type {
  ArtifactRecord,
  AssetRecord,
  AttemptRecord,
  BulkRecord,
  CacheRecord,
  ImportRecord,
  JobRecord,
  MultipartRecord,
  OutputRecord,
  PlaybackTokenRecord,
  StepRecord,
  Store,
  TransactionRecord,
  UploadRecord,
  WebhookDeliveryRecord,
  WebhookRecord,
} from '../../ports/index.ts';

/** Records with every property set to something plausible; `over` changes what a case is about. */

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const fingerprintOf = (text: string): Fingerprint => digestOf(text) as Fingerprint;

export const sampleFailure: Failure = failure('FFMPEG_FAILED', 'transient', 'It broke “here”.', {
  exitCode: 1,
});

const sampleRecipe: Recipe = {
  outputs: [
    { kind: 'poster', name: 'poster', atSeconds: 1.5, maxWidth: 640, format: 'jpeg', onDemand: false },
  ],
};

export const sampleAsset = (over: Partial<AssetRecord> = {}): AssetRecord => ({
  id: 'asset_1',
  ownerId: 'ann',
  name: 'Holiday',
  metadata: {},
  state: 'processing',
  sourceDigest: digestOf('source'),
  sourceSizeBytes: 9_000_000_000,
  sourceFileName: 'holiday.mp4',
  probe: null,
  currentJobId: null,
  visibility: null,
  createdAtMs: 1_700_000_000_000,
  updatedAtMs: 1_700_000_000_001,
  ...over,
});

export const sampleBulk = (over: Partial<BulkRecord> = {}): BulkRecord => ({
  id: 'bulk_1',
  ownerId: 'ann',
  recipeName: 'web',
  recipe: sampleRecipe,
  priority: -2,
  cancelled: false,
  createdAtMs: 1_700_000_000_000,
  finishedAtMs: null,
  ...over,
});

export const sampleProbe = (durationSeconds: number): Probe => ({
  container: 'mp4',
  sizeBytes: 1,
  durationSeconds,
  startSeconds: -0.021,
  bitrateBps: null,
  video: [],
  audio: [],
  text: [],
  coverTrackIndex: null,
  chapters: [{ startSeconds: 0, endSeconds: 1.5, title: 'Début' }],
  warnings: ['odd'],
});

export const sampleJob = (over: Partial<JobRecord> = {}): JobRecord => ({
  id: 'job_1',
  assetId: 'asset_1',
  recipeName: 'web',
  recipe: sampleRecipe,
  completes: null,
  priority: 0,
  state: 'running',
  stage: 'encoding',
  planned: true,
  progress: 0.25,
  etaSeconds: 12.5,
  error: null,
  warnings: [],
  notes: ['no 1080p'],
  createdAtMs: 1_700_000_000_000,
  startedAtMs: null,
  finishedAtMs: null,
  ...over,
});

export const sampleStep = (over: Partial<StepRecord> = {}): StepRecord => ({
  jobId: 'job_1',
  key: 'probe',
  position: 0,
  kind: 'probe',
  params: { maxPixels: 1, maxTracks: 2 },
  inputs: { source: 'source', other: { step: 'before' } },
  lane: 'cpu',
  work: 1.5,
  batch: null,
  publishes: null,
  state: 'ready',
  progress: 0,
  fingerprint: null,
  artifactDigest: null,
  epoch: 0,
  workerId: null,
  leaseExpiresAtMs: null,
  notBeforeMs: 0,
  error: null,
  startedAtMs: null,
  finishedAtMs: null,
  ...over,
});

export const sampleClaim = {
  lane: 'cpu',
  workerId: 'worker_1',
  nowMs: 1_000,
  leaseExpiresAtMs: 31_000,
} as const;

export const sampleAttempt = (over: Partial<AttemptRecord> = {}): AttemptRecord => ({
  jobId: 'job_1',
  stepKey: 'probe',
  epoch: 1,
  workerId: 'worker_1',
  startedAtMs: 1_700_000_000_000,
  finishedAtMs: null,
  outcome: 'running',
  error: null,
  ...over,
});

export const sampleArtifact = (over: Partial<ArtifactRecord> = {}): ArtifactRecord => ({
  digest: digestOf('artifact'),
  entries: [
    { path: '720p/init.mp4', digest: digestOf('init'), sizeBytes: 800, mediaType: 'video/mp4' },
    { path: '1080p/init.mp4', digest: digestOf('other'), sizeBytes: 5_000_000_000, mediaType: 'video/mp4' },
  ],
  facts: { frames: 25, nested: { list: [1, null, 'é'] } },
  ...over,
});

export const sampleCache = (over: Partial<CacheRecord> = {}): CacheRecord => ({
  fingerprint: fingerprintOf('fingerprint'),
  artifactDigest: digestOf('artifact'),
  kind: 'still',
  record: '{"kind":"still"}',
  warnings: ['dark'],
  createdAtMs: 1_700_000_000_000,
  ...over,
});

export const sampleOutput = (over: Partial<OutputRecord> = {}): OutputRecord => ({
  jobId: 'job_1',
  name: 'poster',
  kind: 'poster',
  artifactDigest: digestOf('artifact'),
  onDemand: false,
  publishedAtMs: 1_700_000_000_000,
  ...over,
});

export const sampleImport = (over: Partial<ImportRecord> = {}): ImportRecord => ({
  id: 'import_1',
  ownerId: 'ann',
  origin: { type: 'url', url: 'https://example.com/été.mp4' },
  sourceKey: null,
  fileName: 'été.mp4',
  metadata: { camera: 'A' },
  recipeName: 'web',
  recipe: sampleRecipe,
  priority: 0,
  state: 'queued',
  uploadId: null,
  etag: null,
  receivedBytes: 0,
  sizeBytes: 9_000_000_000,
  failures: 0,
  error: null,
  assetId: null,
  jobId: null,
  createdAtMs: 1_700_000_000_000,
  finishedAtMs: null,
  ...over,
});

export const sampleWebhook = (over: Partial<WebhookRecord> = {}): WebhookRecord => ({
  id: 'webhook_1',
  ownerId: 'ann',
  url: 'https://example.com/hook',
  secret: 'whsec_c2VjcmV0',
  events: ['job.succeeded', 'job.failed'],
  isEnabled: true,
  problem: null,
  createdAtMs: 1_700_000_000_000,
  ...over,
});

export const sampleDelivery = (over: Partial<WebhookDeliveryRecord> = {}): WebhookDeliveryRecord => ({
  id: 'msg_1',
  webhookId: 'webhook_1',
  event: 'job.succeeded',
  payload: '{"type":"job.succeeded","name":"été"}',
  state: 'pending',
  attempts: 1,
  status: 503,
  problem: 'The endpoint answered with 503.',
  createdAtMs: 1_700_000_000_000,
  deliveredAtMs: null,
  nextAttemptAtMs: 1_700_000_030_000,
  ...over,
});

export const samplePlaybackToken = (over: Partial<PlaybackTokenRecord> = {}): PlaybackTokenRecord => ({
  ...{ id: 'playback_1', assetId: 'asset_1', keyNumber: 2, ip: null },
  ...{ createdAtMs: 1, expiresAtMs: 1_700_000_000_000, revokedAtMs: null },
  ...over,
});

export const sampleMultipart = (over: Partial<MultipartRecord> = {}): MultipartRecord => ({
  id: 'upload_m',
  ownerId: 'ann',
  fileName: 'été.mp4',
  sizeBytes: 9_000_000_000,
  sha256: digestOf('été'),
  partBytes: 8 << 20,
  handle: '2~a',
  member: null,
  metadata: { camera: 'A' },
  recipeName: 'web',
  recipe: sampleRecipe,
  priority: 3,
  state: 'uploading',
  assetId: null,
  jobId: null,
  createdAtMs: 1_700_000_000_000,
  expiresAtMs: 1_700_000_060_000,
  ...over,
});

export const sampleTransaction = (over: Partial<TransactionRecord> = {}): TransactionRecord => ({
  id: 'transaction_1',
  ownerId: 'ann',
  key: null,
  name: 'Été',
  metadata: { camera: 'A' },
  recipeName: 'web',
  recipe: sampleRecipe,
  priority: 2,
  files: [
    {
      ...{ role: 'original', fileName: 'été.mp4', sizeBytes: 9_000_000_000, sha256: digestOf('été') },
      ...{ digest: null, upload: { kind: 'tus', id: 'upload_1' } },
    },
    {
      ...{ role: 'frames', fileName: 'été.zip', sizeBytes: 1000, sha256: null },
      ...{ digest: null, upload: null },
    },
  ],
  state: 'open',
  error: null,
  assetId: null,
  jobId: null,
  createdAtMs: 1_700_000_000_000,
  expiresAtMs: 1_700_000_060_000,
  ...over,
});

export const sampleUpload = (over: Partial<UploadRecord> = {}): UploadRecord => ({
  id: 'upload_1',
  ownerId: 'ann',
  fileName: 'été.mp4',
  lengthBytes: 9_000_000_000,
  isPart: false,
  parts: null,
  offsetBytes: 0,
  state: 'uploading',
  member: null,
  expectedDigest: digestOf('été'),
  tusMetadata: 'filename w6l0w6kubXA0',
  metadata: { camera: 'A' },
  recipeName: 'web',
  recipe: sampleRecipe,
  priority: 0,
  digest: null,
  assetId: null,
  jobId: null,
  createdAtMs: 1_700_000_000_000,
  expiresAtMs: 1_700_000_060_000,
  ...over,
});

/** An asset with one job and these steps of it. */
export const insertJobWith = (store: Store, steps: readonly StepRecord[] = []): Promise<void> =>
  store.transaction(async (tx) => {
    await tx.assets.insert(sampleAsset());
    await tx.jobs.insert(sampleJob());
    await tx.steps.insert(steps);
  });

/** An asset with these jobs and these steps of them. */
export const insertJobs = (
  store: Store,
  jobs: readonly Partial<JobRecord>[],
  steps: readonly Partial<StepRecord>[],
): Promise<void> =>
  store.transaction(async (tx) => {
    await tx.assets.insert(sampleAsset());
    for (const job of jobs) await tx.jobs.insert(sampleJob(job));
    await tx.steps.insert(steps.map(sampleStep));
  });
