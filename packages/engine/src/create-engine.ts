import { join } from 'node:path';
import { err, failure, LOCAL_USER, ok, type ReelmillEvent } from '@reelmill/core';
import type { Toolchain } from '@reelmill/ffmpeg';
import { createQuotas, NO_QUOTAS, ONE_JOB } from './access/quotas.ts';
import { createUsers } from './access/users.ts';
import { createBulkJobs } from './bulk/bulk-jobs.ts';
import { createBulkKeeper } from './bulk/keep-bulks.ts';
import { createCleaner } from './care/keep-clean.ts';
import { createPinnedBlobs } from './care/pinned-blobs.ts';
import { createDemandKeeper } from './demand/follow-demand.ts';
import { requestOutput } from './demand/request-output.ts';
import type { Engine } from './engine.ts';
import { createCommit } from './events/commit.ts';
import { explainPlan } from './explain/explain-plan.ts';
import { newId } from './identity/new-id.ts';
import { createTransactions } from './ingest/create-transactions.ts';
import { announceAsset } from './jobs/announce.ts';
import { createJobControl } from './jobs/control-job.ts';
import { insertJob } from './jobs/insert-job.ts';
import { jobSummaries, jobSummary, jobView } from './jobs/job-view.ts';
import { createDeriveKey } from './keys/derive-key.ts';
import { streamKeys } from './keys/stream-keys.ts';
import { acceptFrames } from './library/accept-frames.ts';
import { assetView, assetViews } from './library/asset-view.ts';
import { deleteAsset } from './library/delete-asset.ts';
import { insertAssetWithJob } from './library/insert-asset.ts';
import { outputReceipt } from './library/output-receipt.ts';
import { replaceOutput, takeBackOutput } from './library/replace-output.ts';
import { replaceSource } from './library/replace-source.ts';
import { listVersions, restoreVersion } from './library/versions.ts';
import { livePlaylist } from './live/live-playlist.ts';
import type { BlobStore, Dispatch, EventBus, Quotas, Store } from './ports/index.ts';
import { machineEncodeBytes, machineLaneLimits } from './run/lane-limits.ts';
import { createMemoryShare } from './run/memory-share.ts';
import { recover } from './run/recover.ts';
import { DEFAULT_POLICY, type EngineLog, type RunContext, type RunPolicy } from './run/run-context.ts';
import { createScheduler } from './run/scheduler.ts';
import type { LaneLimits, StepKinds } from './steps/step-kind.ts';
import { STEP_KINDS } from './steps/step-kinds.ts';
import { createStills } from './stills/create-stills.ts';

export interface EngineOptions {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly dispatch: Dispatch;
  readonly bus: EventBus;
  readonly toolchain: Toolchain;
  /** Holds the attempts' folders; on the blob store's file system. */
  readonly dataFolder: string;
  readonly lanes?: LaneLimits;
  /** What encodes may take together, in bytes: of this machine's memory, unless given. */
  readonly encodeBytes?: number;
  readonly policy?: Partial<RunPolicy>;
  readonly stepKinds?: StepKinds;
  /** What everything made may take, in bytes. No limit unless given. */
  readonly storageBudgetBytes?: number | null;
  /** What one user may have. No limit unless given. */
  readonly quotas?: Quotas | undefined;
  readonly nowMs?: () => number;
  readonly log?: EngineLog;
}

const silent: EngineLog = { info: () => {}, warn: () => {}, error: () => {} };

const KEPT_EVENTS = 50_000;
const REPLAY_LIMIT = 10_000;

export const createEngine = (options: EngineOptions): Engine => {
  const { store, blobs, bus, dispatch, toolchain, log = silent, nowMs = Date.now } = options;
  const commit = createCommit({ store, bus, dispatch, nowMs });
  const context: RunContext = {
    store,
    blobs,
    commit,
    toolchain,
    capabilities: toolchain.capabilities,
    stepKinds: options.stepKinds ?? STEP_KINDS,
    pinned: createPinnedBlobs(),
    deriveKey: createDeriveKey(options.dataFolder),
    memory: createMemoryShare(options.encodeBytes ?? machineEncodeBytes()),
    workFolder: join(options.dataFolder, 'work'),
    workerId: newId('worker'),
    policy: { ...DEFAULT_POLICY, ...options.policy },
    nowMs,
    log,
  };
  const lanes = options.lanes ?? machineLaneLimits();
  const scheduler = createScheduler(context, dispatch, lanes);
  const stills = createStills(context, lanes.light);
  const cleaner = createCleaner(context);
  const { storageBudgetBytes = null } = options;
  const { quotas = NO_QUOTAS } = options;
  const refuseBeyondQuota = createQuotas(quotas);
  const held = { ...context, refuseBeyondQuota };
  const demand = createDemandKeeper({ ...held, storageBudgetBytes });
  const control = createJobControl({ ...context, dispatch, abortJob: scheduler.abortJob });
  const bulks = createBulkKeeper({ ...held, bus });
  const stopping = new AbortController();
  const transactions = createTransactions({
    ...held,
    insertAsset: (tx, emit, input) => insertAssetWithJob(tx, emit, context, input),
    acceptFrames: (digest, signal) => acceptFrames(context, digest, signal),
  });
  let stopListening = (): void => {};

  /** A job that ended, however it did, needs no more processor time. */
  const abortEnded = (event: ReelmillEvent): void => {
    if (event.type !== 'job.updated' || event.job.finishedAt === null) return;
    scheduler
      .abortJob(event.job.id)
      .catch((error: unknown) => log.error({ err: error }, 'a job could not be ended'));
  };

  return {
    store,
    blobs,
    capabilities: toolchain.capabilities,
    commit,
    refuseBeyondQuota,
    pinned: context.pinned,
    insertAsset: (tx, emit, input) => insertAssetWithJob(tx, emit, context, input),
    replaceSource: (tx, emit, input) => replaceSource(tx, emit, context, input),

    start: async () => {
      await recover(context);
      await store.direct.events.trim(KEPT_EVENTS);
      stopListening = bus.subscribe(abortEnded);
      scheduler.start();
      cleaner.start();
      demand.start();
      bulks.start();
    },
    stop: async () => {
      stopping.abort();
      stopListening();
      await bulks.stop();
      await cleaner.stop();
      await demand.stop();
      await stills.stop();
      await scheduler.stop();
    },

    createAsset: async (input) => {
      if (!(await blobs.stat(input.sourceDigest)))
        return noSuch('upload with this digest; send the file first');
      const { ownerId = LOCAL_USER, sourceSizeBytes } = input;
      const made = await commit(async (tx, emit) => {
        const refused = await refuseBeyondQuota(tx, ownerId, { bytes: sourceSizeBytes, jobs: 1 });
        return refused ? err(refused) : ok(await insertAssetWithJob(tx, emit, context, input));
      });
      if (!made.ok) return made;
      const asset = await assetView(store.direct, made.value.assetId);
      return asset ? ok(asset) : noSuch('asset');
    },
    getAsset: (id) => assetView(store.direct, id),
    listAssets: async (query) => {
      const { items, total } = await store.direct.assets.list(query);
      return {
        items: [...(await assetViews(store.direct, items))],
        total,
        limit: query.limit,
        offset: query.offset,
      };
    },
    updateAsset: async (id, patch) => {
      const found = await commit(async (tx, emit) => {
        const updated = await tx.assets.update(id, { ...patch, updatedAtMs: nowMs() });
        if (updated) await announceAsset(tx, emit, id);
        return updated;
      });
      const asset = found ? await assetView(store.direct, id) : undefined;
      return asset ? ok(asset) : noSuch('asset');
    },
    deleteAsset: (id) => deleteAsset({ ...context, abortJob: scheduler.abortJob }, id),

    still: stills.get,

    outputReceipt: (assetId, name) => outputReceipt(store.direct, assetId, name),
    requestOutput: (assetId, name) => requestOutput(held, assetId, name),
    replaceOutput: async (assetId, name, receive) => {
      const replaced = await replaceOutput(held, assetId, name, receive, stopping.signal);
      if (!replaced.ok) return replaced;
      const asset = await assetView(store.direct, assetId);
      return asset ? ok(asset) : noSuch('asset');
    },
    takeBackOutput: async (assetId, name) => {
      const taken = await takeBackOutput(held, assetId, name);
      if (!taken.ok) return taken;
      const asset = await assetView(store.direct, assetId);
      return asset ? ok(asset) : noSuch('asset');
    },
    noteUse: demand.uses.note,
    followDemand: demand.look,

    listVersions: (assetId) => listVersions(store.direct, assetId),
    restoreVersion: async (assetId, versionId) => {
      const restored = await commit((tx, emit) => restoreVersion(tx, emit, nowMs(), assetId, versionId));
      if (!restored.ok) return restored;
      const asset = await assetView(store.direct, assetId);
      return asset ? ok(asset) : noSuch('asset');
    },

    explainPlan: async (assetId, recipe) => {
      const asset = await store.direct.assets.get(assetId);
      if (!asset) return noSuch('asset');
      const source = {
        ...{ assetId, ownerId: asset.ownerId },
        digest: asset.sourceDigest,
        sizeBytes: asset.sourceSizeBytes,
        fileName: asset.sourceFileName,
      };
      return explainPlan(context, source, recipe);
    },

    createJob: async (assetId, recipe, priority) => {
      const made = await commit(async (tx, emit) => {
        const asset = await tx.assets.get(assetId);
        if (!asset) return noSuch('asset');
        const refused = await refuseBeyondQuota(tx, asset.ownerId, ONE_JOB);
        return refused ? err(refused) : ok(await insertJob(tx, emit, context, asset, recipe, { priority }));
      });
      if (!made.ok) return made;
      const job = await jobSummary(store.direct, made.value);
      return job ? ok(job) : noSuch('asset');
    },
    getJob: (id) => jobView(store.direct, id),
    listJobs: async (query) => {
      const { items, total } = await store.direct.jobs.list(query);
      return {
        items: [...(await jobSummaries(store.direct, items))],
        total,
        limit: query.limit,
        offset: query.offset,
      };
    },
    cancelJob: control.cancel,
    pauseJob: control.pause,
    resumeJob: control.resume,
    retryJob: async (id) => {
      const retried = await commit(async (tx, emit) => {
        const job = await tx.jobs.get(id);
        const asset = job && (await tx.assets.get(job.assetId));
        if (!job || !asset) return noSuch('job');
        if (job.finishedAtMs === null) {
          return err(
            failure('CONFLICT', 'bad-input', 'The job has not ended; cancel it first or wait for its end.'),
          );
        }
        const refused = await refuseBeyondQuota(tx, asset.ownerId, ONE_JOB);
        if (refused) return err(refused);
        const recipe = { name: job.recipeName, recipe: job.recipe };
        return ok(
          await insertJob(tx, emit, context, asset, recipe, {
            priority: job.priority,
            completes: job.completes,
          }),
        );
      });
      if (!retried.ok) return retried;
      const summary = await jobSummary(store.direct, retried.value);
      return summary ? ok(summary) : noSuch('job');
    },

    transactions,
    users: createUsers({ store, quotas, onChange: bulks.wake }),
    bulk: createBulkJobs({ ...held, cancelJob: control.cancel, wake: bulks.wake }),

    artifactEntry: async (digest, path) =>
      (await store.direct.artifacts.isReferenced(digest))
        ? store.direct.artifacts.entry(digest, path)
        : undefined,

    deriveKey: context.deriveKey,
    streamKeys: (digest) => streamKeys(store.direct, context.deriveKey, digest),

    livePlaylist: (jobId, path) => livePlaylist(store.direct, jobId, path),

    subscribe: (listener) => bus.subscribe(listener),
    eventsSince: async ({ since, ...filter }) => {
      const { oldest, newest } = await store.direct.events.range();
      // A number from the future was given out by another database: whatever the caller knows is not about this one.
      if (since > newest || since < oldest - 1) return 'reset';
      const events = await store.direct.events.since(since, filter, REPLAY_LIMIT);
      return events.length === REPLAY_LIMIT ? 'reset' : events;
    },
    newestEventSeq: async () => (await store.direct.events.range()).newest,
  };
};

const noSuch = (what: string) => err(failure('NOT_FOUND', 'bad-input', `There is no such ${what}.`));
