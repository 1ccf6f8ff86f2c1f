import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  lockDataFolder,
  openDiskBlobStore,
  openS3BlobStore,
  openS3ObjectSource,
  openS3PartStore,
  openSqliteStore,
} from '@reelmill/adapters';
import { DEFAULT_PRESET, err, failure, ok, type Result, resolveRecipe } from '@reelmill/core';
import {
  type Access,
  createEngine,
  createImports,
  createMultiparts,
  createPartFolder,
  createUploads,
  createWebhooks,
  type Engine,
  type EngineLog,
  type EngineOptions,
  type Imports,
  openAccess,
  openPlayback,
  type Uploads,
  watchFolder,
} from '@reelmill/engine';
import type { BlobStore, PartStore } from '@reelmill/engine/ports';
import { openToolchain } from '@reelmill/ffmpeg';
import { createRateLimits, USUAL_RATE } from './access/rate-limit.ts';
import { buildApp } from './build-app.ts';
import type { Config } from './config.ts';
import type { App } from './routes/route-context.ts';

export interface RunningServer {
  readonly url: string;
  /** An administrator's, made because keys are required and there was none; told this once. */
  readonly firstKey: string | undefined;
  /** Resolves when the disk failed under the database: nothing works before the process is started again. */
  readonly broken: Promise<Error>;
  /** Ends running work, which the next start takes up, and lets go of the data folder. */
  close(): Promise<void>;
}

const CONSOLE_FOLDER = join(import.meta.dirname, '../../console/dist');

/** Composition root: chooses the adapters, recovers, listens. */
export const startServer = async (
  config: Config,
  engineOptions: Pick<EngineOptions, 'lanes' | 'policy' | 'stepKinds'> = {},
): Promise<Result<RunningServer>> => {
  const startedAtMs = Date.now();
  const toolchain = await openToolchain();
  if (!toolchain.ok) return toolchain;
  const lock = await takeDataFolder(config.dataFolder);
  if (!lock.ok) return lock;

  const broken = Promise.withResolvers<Error>();
  const store = await openSqliteStore({
    path: join(config.dataFolder, 'reelmill.sqlite'),
    onBroken: broken.resolve,
  });
  const bus = createInProcessEventBus();
  const dispatch = createInProcessDispatch();
  const log = lateLog();
  const engine = createEngine({
    store,
    blobs: await openBlobs(config),
    bus,
    dispatch,
    toolchain: toolchain.value,
    dataFolder: config.dataFolder,
    storageBudgetBytes: config.storageBudgetBytes ?? null,
    quotas: config.quotas,
    log,
    ...engineOptions,
  });
  const uploads = createUploads({ engine, folder: join(config.dataFolder, 'uploads'), log });
  const multiparts = createMultiparts({ engine, parts: openParts(config, engine.blobs), log });
  const imports = createImports({
    ...{ store, uploads, log, roots: config.importRoots ?? [] },
    guard: { allowAddresses: config.importAllow ?? [], maxBytes: MOST_IMPORTED_BYTES },
    objects: objectsOf(config, engine),
  });
  const webhooks = createWebhooks({ store, bus, log, allowAddresses: config.webhookAllow ?? [] });
  const watched = config.watchFolder ? watchDefault(config.watchFolder, imports, log) : undefined;
  const version = await packageVersion();
  const access = await openAccess({ store, policy: config.keys ?? 'once-made' });
  const firstKey = await makeFirstKey(access);
  const playback = await openPlayback({ engine, isOpen: () => !access.keysRequired() });
  const limits = createRateLimits(config.requestsPerSecond ?? USUAL_RATE);
  const context = {
    limits,
    access,
    playback,
    playbackOrigins: config.playbackOrigins ?? ['*'],
    directDownloads: config.directDownloads ?? false,
    engine,
    uploads,
    imports,
    multiparts,
    webhooks,
    toolchain: toolchain.value,
    version,
    startedAtMs,
  };
  const app = await buildApp(context, { ...config, consoleFolder: CONSOLE_FOLDER });
  log.use(app.log);

  const letGo = async (): Promise<void> => {
    await engine.stop();
    await dispatch.close();
    await bus.close();
    await store.close();
    await lock.value.release();
  };
  // Before the engine collects unreferenced blobs: a finished upload may be waiting for its asset.
  await uploads.recover();
  await multiparts.recover();
  await engine.transactions.sweep();
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await app.close();
    await letGo();
    return err(listenFailure(error, config));
  }
  await engine.start();
  await webhooks.start();
  await imports.start();
  watched?.start();
  const stopSweeping = sweepUploads([uploads, multiparts, engine.transactions], log);
  const { port } = app.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return ok({
    url: `http://${host}:${port}`,
    firstKey,
    broken: broken.promise,
    close: async () => {
      stopSweeping();
      await watched?.stop();
      await imports.stop();
      await webhooks.stop();
      playback.stop();
      // First, so that whoever is sending learns how far it came.
      engine.transactions.stop();
      await uploads.close();
      await multiparts.close();
      await closeApp(app);
      await letGo();
    },
  });
};

/** Without it nobody could come in, and so nobody could make one. */
const makeFirstKey = async (access: Access): Promise<string | undefined> => {
  if (!access.keysRequired() || (await access.keys.any())) return undefined;
  const made = await access.keys.create({ name: 'first key', scope: 'admin' });
  if (!made.ok) throw new Error(made.error.message);
  return made.value.key;
};

/** What one file that the server fetches by itself may have. */
const MOST_IMPORTED_BYTES = 500e9;

const watchDefault = (folder: string, imports: Imports, log: EngineLog) => {
  const recipe = resolveRecipe(DEFAULT_PRESET);
  if (!recipe.ok) throw new Error(recipe.error.message);
  return watchFolder({ folder, recipe: recipe.value, imports, log });
};

const openBlobs = ({ s3, dataFolder }: Config): Promise<BlobStore> =>
  s3
    ? openS3BlobStore({ ...s3, cacheFolder: join(dataFolder, 'cache') })
    : openDiskBlobStore({ folder: join(dataFolder, 'blobs') });

const openParts = ({ s3, dataFolder }: Config, blobs: BlobStore): PartStore =>
  s3 ? openS3PartStore(s3) : createPartFolder({ folder: join(dataFolder, 'multipart'), blobs });

const objectsOf = ({ s3, importS3Prefix: importPrefix }: Config, engine: Engine) =>
  s3 && importPrefix !== undefined
    ? { engine, objects: openS3ObjectSource({ ...s3, importPrefix }) }
    : undefined;

const takeDataFolder = async (folder: string): ReturnType<typeof lockDataFolder> => {
  try {
    return await lockDataFolder(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err(failure('INTERNAL', 'bad-input', `The data folder ${folder} cannot be used: ${why}.`));
  }
};

const SWEEP_EVERY_MS = 60_000;

const sweepUploads = (kinds: readonly Pick<Uploads, 'sweep'>[], log: EngineLog): (() => void) => {
  const timer = setInterval(() => {
    for (const uploads of kinds) {
      uploads
        .sweep()
        .catch((error: unknown) => log.error({ err: error }, 'uploads could not be looked through'));
    }
  }, SWEEP_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
};

/** Answers on their way may still end; after this they are cut. */
const CLOSE_GRACE_MS = 2_000;

const closeApp = async (app: App): Promise<void> => {
  const timer = setTimeout(() => {
    for (const socket of app.websocketServer.clients) socket.terminate();
    app.server.closeAllConnections();
  }, CLOSE_GRACE_MS);
  await app.close();
  clearTimeout(timer);
};

const packageVersion = async (): Promise<string> => {
  const text = await readFile(join(import.meta.dirname, '../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

const listenFailure = (error: unknown, config: Config) => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return failure(
      'CONFLICT',
      'bad-input',
      `Port ${config.port} is in use. Set PORT to another one, e.g. PORT=8081.`,
    );
  }
  if (code === 'EACCES')
    return failure('CONFLICT', 'bad-input', `Port ${config.port} may not be used by this account.`);
  return failure('INTERNAL', 'bug', `${config.host}:${config.port} cannot be listened on.`);
};

/** The engine wants its log before the app that has one exists. */
const lateLog = () => {
  type Log = Required<EngineOptions>['log'];
  let target: Log | undefined;
  const forward =
    (level: keyof Log) =>
    (fields: object, message: string): void =>
      target?.[level](fields, message);
  return {
    info: forward('info'),
    warn: forward('warn'),
    error: forward('error'),
    use: (log: Log): void => {
      target = log;
    },
  };
};
