import { bytesToHex } from '@noble/hashes/utils.js';
import type { UserMetadata } from '@reelmill/core';
import { createOwnRows } from './own-rows.ts';
import { recipeText, type WantedRecipe } from './recipe-of.ts';
import { createSlots, type Slots } from './slots.ts';
import { createUpload } from './upload.ts';
import type { UploadContext } from './upload-context.ts';
import type { ManagedUpload, UploadHandle } from './upload-handle.ts';
import type { UploadFile, UploadRecord } from './upload-record.ts';
import type { UploadSource } from './upload-source.ts';
import { isUnderWay } from './upload-status.ts';
import type { UploadStorage } from './upload-storage.ts';

export interface UploadOptions {
  /** Shown in the library; default: the file's own name. */
  readonly name?: string;
  /** Default: the server's. */
  readonly recipe?: WantedRecipe;
  /** From -10 to 10, higher first; default 0. */
  readonly priority?: number;
  readonly metadata?: UserMetadata;
  /** The asset whose source the file becomes; default: a new asset. Its last recipe is the default then. */
  readonly replacesAssetId?: string;
  /** A bundle of frames that was made of the file: both become one asset, or nothing. */
  readonly frames?: UploadSource;
  /** What the file can be opened with after a reload: a FileSystemFileHandle in browsers, a path in Node. */
  readonly origin?: unknown;
}

/** Uploads, of which a few are read and sent at once. */
export interface Uploads {
  /** All that were added or restored, newest first; another array with every change. */
  readonly items: readonly UploadHandle[];
  /** Told when one comes or goes; each tells of its own changes. */
  subscribe(listener: () => void): () => void;
  /**
   * Queues a file. The same file again is the same upload: one that is under way goes on, and so does one that a reload
   * left without its file.
   */
  add(file: UploadSource, options?: UploadOptions): UploadHandle;
  /**
   * Takes up what a crash or a reload left. What another open page has is listed as `elsewhere`, now and when it is added there,
   * and taken up when that page closes. Where several people use one browser, name who is there: theirs alone are listed,
   * and those of whoever was there before stop where they are, until that user is named again.
   */
  restore(ownerId?: string): Promise<void>;
  pauseAll(): void;
  resumeAll(): void;
  cancelAll(): Promise<void>;
  /** Takes one off the list that has ended, or needs nothing from here any more because it is being processed. */
  remove(upload: UploadHandle): void;
  /** Stops everything here and leaves it as a crash would, to be restored. */
  close(): Promise<void>;
}

export interface CoordinatorOptions extends Omit<UploadContext, 'slots' | 'turnsOf' | 'rows'> {
  readonly storage: UploadStorage;
  readonly concurrency: number;
  readonly transport: UploadRecord['via'];
}

/** Uploads that share slots, storage and a way to the server; it knows which there are, each knows how it stands. */
export const createCoordinator = (options: CoordinatorOptions): Uploads => {
  const turns = new Map<string, Slots>();
  const rows = createOwnRows(options.storage);
  const context: UploadContext = {
    ...options,
    rows,
    slots: createSlots(options.concurrency),
    turnsOf: (sha256) => {
      const known = turns.get(sha256) ?? createSlots(1);
      turns.set(sha256, known);
      return known;
    },
  };
  const listeners = new Set<() => void>();
  let items: readonly ManagedUpload[] = [];
  let ownerId: string | undefined;
  let waiting = new AbortController();
  let restoring: Promise<void> = Promise.resolve();
  let unwatch: (() => void) | undefined;

  const setItems = (next: readonly ManagedUpload[]): void => {
    items = next;
    for (const listener of [...listeners]) listener();
  };

  const takeUp = async (): Promise<void> => {
    const { signal } = waiting;
    const found: ManagedUpload[] = [];
    for (const record of await rows.all()) {
      if (items.some(({ key }) => key === record.key)) continue;
      const taken = await rows.take(record.key);
      if (!taken) continue;
      const isElsewhere = taken === 'elsewhere';
      const upload = createUpload(context, { record: isElsewhere ? record : taken, isElsewhere });
      found.push(upload);
    }
    if (found.length > 0) setItems([...items, ...found].toSorted(newestFirst));
    for (const upload of found) {
      const isElsewhere = upload.status.state === 'elsewhere';
      // Rejects when all this is left.
      (isElsewhere ? takeOver(upload, signal) : upload.restore(upload.record)).catch(() => undefined);
    }
  };
  /** Once the page that has it is closed, or has ended it. */
  const takeOver = async (upload: ManagedUpload, turn: AbortSignal): Promise<void> => {
    const taken = await rows.take(upload.key, turn);
    turn.throwIfAborted();
    if (typeof taken === 'object') await upload.restore(taken);
    else setItems(items.filter((other) => other !== upload));
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    restoring = restoring.then(work);
    return restoring;
  };
  const leave = async (): Promise<void> => {
    waiting.abort();
    waiting = new AbortController();
    const left = items;
    setItems([]);
    await Promise.all(left.map((upload) => upload.letGo()));
    rows.letGo();
  };

  return {
    get items() {
      return items;
    },

    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    add: (file, wish = {}) => {
      const sources = wish.frames ? [file, wish.frames] : [file];
      const known = items.find((item) => isUnderWay(item.status) && isSame(item, sources, wish));
      if (known) {
        if (known.status.state === 'needs-file') known.give(sources);
        else if (known.status.state !== 'done') known.resume();
        return known;
      }
      const record = recordOf(sources, wish, options.transport);
      const upload = createUpload(context, { record, sources });
      setItems([upload, ...items]);
      // Whoever adds it listens first.
      queueMicrotask(() => upload.status.state === 'queued' && upload.start());
      return upload;
    },

    restore: (owner = '') =>
      inTurn(async () => {
        // What was added before anybody was named belongs to whoever is.
        if (ownerId !== undefined && ownerId !== owner) await leave();
        ownerId = owner;
        rows.ownerId = owner;
        unwatch ??= options.storage.watch(() => void inTurn(takeUp));
        await takeUp();
      }),

    pauseAll: () => {
      for (const upload of items) upload.pause();
    },
    resumeAll: () => {
      for (const upload of items) if (upload.status.state === 'paused') upload.resume();
    },
    cancelAll: async () => {
      await Promise.all(items.map((upload) => upload.cancel()));
    },

    remove: (upload) => {
      const item = items.find((other) => other === upload);
      if (!item || (isUnderWay(item.status) && item.status.stage !== 'process')) return;
      void item.forget();
      setItems(items.filter((other) => other !== item));
    },

    close: () => {
      unwatch?.();
      unwatch = undefined;
      return inTurn(leave);
    },
  };
};

const newestFirst = (one: ManagedUpload, other: ManagedUpload): number =>
  other.record.createdAtMs - one.record.createdAtMs;

/** By what can be seen without reading; its digest tells for certain. */
const isSame = (
  { status, record, sources }: ManagedUpload,
  given: readonly UploadSource[],
  wish: UploadOptions,
) =>
  status.state !== 'elsewhere' &&
  record.files.length === given.length &&
  record.wish.replacesAssetId === wish.replacesAssetId &&
  record.files.every(({ name, sizeBytes }, index) => {
    const file = given[index];
    const old = sources?.[index];
    const isUnchanged = old === undefined || old.lastModified === file?.lastModified;
    return name === file?.name && sizeBytes === file.size && isUnchanged;
  });

const recordOf = (
  sources: readonly UploadSource[],
  { name, recipe, priority, metadata, replacesAssetId, origin }: UploadOptions,
  transport: UploadRecord['via'],
): UploadRecord => ({
  key: newKey(),
  createdAtMs: Date.now(),
  wish: {
    name: name ?? sources[0]?.name ?? '',
    ...(recipe === undefined ? {} : { recipe: recipeText(recipe) }),
    ...(priority === undefined ? {} : { priority }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(replacesAssetId === undefined ? {} : { replacesAssetId }),
  },
  files: sources.map(
    (source, index): UploadFile => ({
      role: index === 0 ? 'original' : 'frames',
      name: source.name,
      sizeBytes: source.size,
      type: source.type,
      sha256: null,
      ...(index === 0 && origin !== undefined ? { origin } : {}),
    }),
  ),
  // Only tus puts another source in place of an asset's.
  via: replacesAssetId === undefined ? transport : 'tus',
  isPaused: false,
  isCancelled: false,
});

/** Not `randomUUID`, which pages without https do not have. */
const newKey = (): string => bytesToHex(crypto.getRandomValues(new Uint8Array(16)));
