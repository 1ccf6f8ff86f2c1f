import {
  err,
  failure,
  type Import,
  type ImportPage,
  type ListImportsQuery,
  LOCAL_USER,
  ok,
  type Result,
  type UserMetadata,
} from '@reelmill/core';
import type { NamedRecipe } from '../engine.ts';
import { newId } from '../identity/new-id.ts';
import type { Uploads } from '../ingest/uploads.ts';
import {
  crashPoint,
  type ImportOrigin,
  type ImportRecord,
  type ObjectSource,
  type Owned,
  type Store,
} from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { type FetchGuard, parseAddress } from './fetch-guarded.ts';
import { importView, withoutSecret } from './import-view.ts';
import { resolveBelow } from './open-origin.ts';
import { receiveImport } from './receive-import.ts';
import { isOfObject, notThere, type ObjectImport, type TakeContext, takeObject } from './take-object.ts';

export interface NewImport {
  /** The local user, unless given. */
  readonly ownerId?: string | undefined;
  readonly from: { readonly url: string } | { readonly path: string } | { readonly key: string };
  /** Null: what the other side calls it. */
  readonly fileName: string | null;
  readonly metadata: UserMetadata;
  readonly recipe: NamedRecipe;
  readonly priority: number;
}

/** Bytes the server fetches by itself; they become assets exactly once, also over restarts. */
export interface Imports {
  create(input: NewImport): Promise<Result<Import>>;
  /** Takes a file of a watched folder; undefined when it was taken before. */
  take(path: string, sourceKey: string, input: Omit<NewImport, 'from'>): Promise<string | undefined>;
  get(id: string): Promise<Import | undefined>;
  list(query: ListImportsQuery & Owned): Promise<ImportPage>;
  /** CONFLICT once it has ended. Nothing of it is left. */
  cancel(id: string): Promise<Result<Import>>;
  /** Goes on with what was under way when the process ended. */
  start(): Promise<void>;
  /** Leaves what is under way to be gone on with. */
  stop(): Promise<void>;
}

/** Of one owner: fetching is waiting for others, and more at once would only share the same line. */
const AT_ONCE = 2;
/** Of all owners: nobody waits behind another's, however slowly those arrive. */
const MOST_AT_ONCE = 16;
/** A line so slow that it takes longer is given up: it may be slow on purpose. */
const LONGEST_MS = 7 * 24 * 3600_000;

export const createImports = (options: {
  readonly store: Store;
  readonly uploads: Uploads;
  readonly guard: FetchGuard;
  /** Folders whose files may be imported. */
  readonly roots: readonly string[];
  /** Objects beside the blobs that may be imported; none unless given. */
  readonly objects?: Pick<TakeContext, 'engine' | 'objects'> | undefined;
  readonly log: EngineLog;
  readonly nowMs?: () => number;
  readonly backoffMs?: (failures: number) => number;
}): Imports => {
  const { store, uploads, guard, roots, objects, log, nowMs = Date.now } = options;
  const { backoffMs = (failures) => Math.min(60_000, 500 * 2 ** failures) } = options;
  const { imports } = store.direct;
  const running = new Map<
    string,
    { readonly ownerId: string; readonly abort: AbortController; readonly ended: Promise<void> }
  >();
  let isStopped = true;

  const viewOf = async (record: ImportRecord): Promise<Import> =>
    importView(record, record.uploadId === null ? undefined : await uploads.look(record.uploadId));

  /** Copies of objects whose import has ended or was forgotten. */
  const discardStrays = async (): Promise<void> => {
    if (!objects) return;
    try {
      const unfinished = new Set((await imports.unfinished()).map(({ id }) => id));
      for await (const { id } of objects.objects.list())
        if (!unfinished.has(id)) await objects.objects.discard(id);
    } catch (error) {
      log.warn({ err: error }, 'copies of imported objects could not be looked through; the next start does');
    }
  };

  const take = async (record: ObjectImport, signal: AbortSignal): Promise<void> => {
    const taken = objects
      ? await takeObject({ ...objects, maxBytes: guard.maxBytes, backoffMs, nowMs }, record, signal)
      : err(noObjects);
    if (taken.ok || signal.aborted) return;
    await objects?.objects.discard(record.id);
    const failed = { state: 'failed', error: taken.error, finishedAtMs: nowMs() } as const;
    await imports.update(record.id, failed, ['running']);
  };

  const run = async (id: string, abort: AbortController): Promise<void> => {
    try {
      if (!(await imports.update(id, { state: 'running' }, ['queued', 'running']))) return;
      const asked = await imports.get(id);
      if (asked && isOfObject(asked)) return await take(asked, abort.signal);
      const late = AbortSignal.timeout(Math.max(0, (asked?.createdAtMs ?? 0) + LONGEST_MS - nowMs()));
      const signal = AbortSignal.any([abort.signal, late]);
      const received = await receiveImport({ store, uploads, guard, backoffMs }, id, signal);
      // Stopped: the next start goes on. Cancelled: whoever did it has said so.
      if (abort.signal.aborted) return;
      crashPoint('import.received');
      const record = await imports.get(id);
      const ended = received.ok
        ? {
            state: 'succeeded' as const,
            receivedBytes: received.value.offsetBytes,
            sizeBytes: received.value.lengthBytes,
            assetId: received.value.assetId,
            jobId: received.value.jobId,
          }
        : { state: 'failed' as const, error: late.aborted ? tooSlow : received.error };
      if (!received.ok && record?.uploadId) await uploads.terminate(record.uploadId);
      const origin = record ? { origin: withoutSecret(record.origin) } : {};
      await imports.update(id, { ...ended, ...origin, finishedAtMs: nowMs() }, ['running']);
      crashPoint('import.ended');
    } catch (error) {
      log.error({ err: error, importId: id }, 'an import broke down; the next start goes on with it');
    }
  };

  const pump = async (): Promise<void> => {
    if (isStopped) return;
    for (const { id, ownerId } of await imports.unfinished()) {
      if (isStopped || running.size >= MOST_AT_ONCE) return;
      const ofOwner = [...running.values()].filter((other) => other.ownerId === ownerId);
      if (running.has(id) || ofOwner.length >= AT_ONCE) continue;
      const abort = new AbortController();
      const ended = run(id, abort).finally(() => {
        running.delete(id);
        void pump();
      });
      running.set(id, { ownerId, abort, ended });
    }
  };

  const add = async (
    origin: ImportOrigin,
    sourceKey: string | null,
    { ownerId = LOCAL_USER, fileName, metadata, recipe, priority }: Omit<NewImport, 'from'>,
  ): Promise<ImportRecord | undefined> => {
    const record: ImportRecord = {
      id: newId('import'),
      ...{ ownerId, origin, sourceKey, fileName: fileName ?? '', metadata, priority },
      ...{ recipeName: recipe.name, recipe: recipe.recipe, state: 'queued' },
      ...{ uploadId: null, etag: null, receivedBytes: 0, sizeBytes: null, failures: 0, error: null },
      ...{ assetId: null, jobId: null, createdAtMs: nowMs(), finishedAtMs: null },
    };
    if (!(await imports.insert(record))) return undefined;
    void pump();
    return record;
  };

  return {
    create: async ({ from, ...input }) => {
      const origin = await originOf(from, roots, objects?.objects);
      if (!origin.ok) return origin;
      const ofOwner = (await imports.unfinished()).filter(
        ({ ownerId }) => ownerId === (input.ownerId ?? LOCAL_USER),
      );
      if (ofOwner.length >= MOST_UNFINISHED) return err(tooManyUnfinished);
      const record = await add(origin.value, null, input);
      if (!record) throw new Error('an import without a key is always new');
      return ok(await viewOf(record));
    },
    take: async (path, sourceKey, input) => (await add({ type: 'file', path }, sourceKey, input))?.id,
    get: async (id) => {
      const record = await imports.get(id);
      return record && viewOf(record);
    },
    list: async (query) => {
      const { items, total } = await imports.list(query);
      return { items: await Promise.all(items.map(viewOf)), total, limit: query.limit, offset: query.offset };
    },
    cancel: async (id) => {
      const ended = { state: 'cancelled', finishedAtMs: nowMs() } as const;
      if (!(await imports.update(id, ended, ['queued', 'running']))) {
        return err(
          (await imports.get(id))
            ? failure('CONFLICT', 'bad-input', 'The import has already ended.')
            : failure('NOT_FOUND', 'bad-input', 'There is no such import.'),
        );
      }
      const current = running.get(id);
      current?.abort.abort();
      await current?.ended;
      const record = await imports.get(id);
      if (!record) throw new Error('an import is never deleted');
      if (record.uploadId) await uploads.terminate(record.uploadId);
      if (isOfObject(record)) await objects?.objects.discard(id);
      await imports.update(id, { origin: withoutSecret(record.origin) });
      return ok(importView(record, undefined));
    },
    start: async () => {
      isStopped = false;
      await discardStrays();
      await pump();
    },
    stop: async () => {
      isStopped = true;
      for (const { abort } of running.values()) abort.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
};

/** Of one owner: all that wait are looked through whenever one has ended. */
const MOST_UNFINISHED = 1000;

const tooManyUnfinished = failure(
  'QUOTA_EXCEEDED',
  'limit-exceeded',
  `You have ${MOST_UNFINISHED} imports that have not ended, the most there may be; wait for one, or cancel it.`,
);

const tooSlow = failure('FETCH_FAILED', 'limit-exceeded', 'It took longer than a week and was given up.');

const noObjects = failure(
  'INVALID_REQUEST',
  'bad-input',
  'This server imports nothing from an object store: set S3_BUCKET and IMPORT_S3_PREFIX to allow it.',
);

const originOf = async (
  from: NewImport['from'],
  roots: readonly string[],
  objects: ObjectSource | undefined,
): Promise<Result<ImportOrigin>> => {
  if ('key' in from) {
    if (!objects) return err(noObjects);
    return (await objects.stat(from.key)) ? ok({ type: 'object', key: from.key }) : err(notThere);
  }
  if ('path' in from) {
    const path = await resolveBelow(roots, from.path);
    return path.ok ? ok({ type: 'file', path: path.value }) : path;
  }
  const url = parseAddress(from.url);
  return url.ok ? ok({ type: 'url', url: url.value.href }) : url;
};
