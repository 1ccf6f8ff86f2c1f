import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  openDiskBlobStore,
  openSqliteStore,
} from '@reelmill/adapters';
import {
  createEngine,
  createImports,
  createMultiparts,
  createPartFolder,
  createUploads,
  createWebhooks,
  type EngineLog,
  type KeyPolicy,
  openAccess,
  openPlayback,
} from '@reelmill/engine';
import type { BlobStore, Quotas } from '@reelmill/engine/ports';
import type { Toolchain } from '@reelmill/ffmpeg';
import { onTestFinished } from 'vitest';
import { createRateLimits } from '../access/rate-limit.ts';
import { buildApp } from '../build-app.ts';
import type { ConnectionLimits } from '../security/connection-limits.ts';

/** Names a build; nothing of it is ever run, since the engine is never started: jobs stay queued. */
const toolchain: Toolchain = {
  ffmpegPath: '/nonexistent/ffmpeg',
  ffprobePath: '/nonexistent/ffprobe',
  capabilities: { version: 'ffmpeg 0', encoders: ['libx264', 'aac'], decoders: ['h264', 'aac'], filters: [] },
  sandbox: { level: 'prlimit', reason: 'nothing is run', programs: {} },
};

const silent: EngineLog = { info: () => {}, warn: () => {}, error: () => {} };

interface Options {
  readonly allowedHosts?: readonly string[];
  readonly trustedProxies?: readonly string[];
  readonly connections?: ConnectionLimits;
  readonly consoleFolder?: string;
  /** Asked for once one is made, unless given. */
  readonly keys?: KeyPolicy;
  readonly requestsPerSecond?: number;
  readonly quotas?: Quotas;
  readonly playbackOrigins?: readonly string[];
  /** The blobs have addresses, and large files are fetched from there. */
  readonly addressOf?: BlobStore['addressOf'];
  readonly nowMs?: () => number;
  readonly importRoots?: readonly string[];
  readonly importAllow?: readonly string[];
}

/** A folder of this test's own, gone when it ends. */
export const tempFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-server-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** The real app on real SQLite and disk, listening on a free port, with an engine that runs nothing. Closed with the test. */
export const openServer = async (folder: string, options: Options = {}): Promise<ServerUnderTest> => {
  const server = await runServer(folder, options);
  onTestFinished(server.close);
  return server;
};

/** The same for tests that share one: whoever opened it closes it. */
export const runServer = async (folder: string, options: Options = {}) => {
  const store = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
  const disk = await openDiskBlobStore({ folder: join(folder, 'blobs') });
  const blobs = { ...disk, ...(options.addressOf ? { addressOf: options.addressOf } : {}) };
  const bus = createInProcessEventBus();
  const engine = createEngine({
    store,
    blobs,
    bus,
    dispatch: createInProcessDispatch(),
    toolchain,
    dataFolder: folder,
    quotas: options.quotas,
    ...(options.nowMs ? { nowMs: options.nowMs } : {}),
  });
  const uploadsFolder = join(folder, 'uploads');
  const uploads = createUploads({
    engine,
    folder: uploadsFolder,
    log: silent,
    ...(options.nowMs ? { nowMs: options.nowMs } : {}),
  });
  const multiparts = createMultiparts({
    ...{ engine, log: silent, parts: createPartFolder({ folder: join(folder, 'multipart'), blobs }) },
    ...(options.nowMs ? { nowMs: options.nowMs } : {}),
  });
  const imports = createImports({
    ...{ store, uploads, log: silent, roots: options.importRoots ?? [] },
    guard: { allowAddresses: options.importAllow ?? [], maxBytes: 1e6 },
    backoffMs: () => 1,
  });
  const webhooks = createWebhooks({
    ...{ store, bus, log: silent, allowAddresses: options.importAllow ?? [] },
    ...(options.nowMs ? { nowMs: options.nowMs } : {}),
  });
  await uploads.recover();
  await multiparts.recover();
  await engine.transactions.sweep();
  await webhooks.start();
  await imports.start();
  const access = await openAccess({ store, policy: options.keys ?? 'once-made', nowMs: options.nowMs });
  const playback = await openPlayback({
    engine,
    isOpen: () => !access.keysRequired(),
    nowMs: options.nowMs,
  });
  const limits = createRateLimits(options.requestsPerSecond ?? 1000, options.nowMs);
  const context = {
    limits,
    access,
    playback,
    playbackOrigins: options.playbackOrigins ?? ['*'],
    directDownloads: options.addressOf !== undefined,
    engine,
    uploads,
    imports,
    multiparts,
    webhooks,
    toolchain,
    version: '1.2.3',
    startedAtMs: Date.now(),
  };
  const app = await buildApp(context, {
    logLevel: 'silent',
    host: '127.0.0.1',
    ...(options.allowedHosts ? { allowedHosts: options.allowedHosts } : {}),
    ...(options.trustedProxies ? { trustedProxies: options.trustedProxies } : {}),
    ...(options.connections ? { connections: options.connections } : {}),
    consoleFolder: options.consoleFolder ?? join(folder, 'no-console'),
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await imports.stop();
    await webhooks.stop();
    engine.transactions.stop();
    await uploads.close();
    await multiparts.close();
    app.server.closeAllConnections();
    await app.close();
    await store.close();
  };
  return {
    folder,
    uploadsFolder,
    url: `http://127.0.0.1:${port}`,
    port,
    app,
    access,
    engine,
    uploads,
    imports,
    multiparts,
    webhooks,
    blobs,
    close,
  };
};

export type ServerUnderTest = Awaited<ReturnType<typeof runServer>>;
