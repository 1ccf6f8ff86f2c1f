import { bytesToHex } from '@noble/hashes/utils.js';
import type { UserMetadata } from '@reelmill/core';
import { recipeText, type WantedRecipe } from './recipe-of.ts';
import { createSlots, type Slots } from './slots.ts';
import { createUpload } from './upload.ts';
import type { UploadContext } from './upload-context.ts';
import type { ManagedUpload, UploadHandle } from './upload-handle.ts';
import type { UploadFile, UploadRecord } from './upload-record.ts';
import type { UploadSource } from './upload-source.ts';
import { isUnderWay } from './upload-status.ts';

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
  /** Takes up what a crash or a reload left. Uploads of other pages that are open stay theirs. */
  restore(): Promise<void>;
  pauseAll(): void;
  resumeAll(): void;
  cancelAll(): Promise<void>;
  /** Takes one off the list that has ended, or needs nothing from here any more because it is being processed. */
  remove(upload: UploadHandle): void;
  /** Stops everything here and leaves it as a crash would, to be restored. */
  close(): Promise<void>;
}

export interface CoordinatorOptions extends Omit<UploadContext, 'slots' | 'turnsOf'> {
  readonly concurrency: number;
  readonly transport: UploadRecord['via'];
}

/** Uploads that share slots, storage and a way to the server; it knows which there are, each knows how it stands. */
export const createCoordinator = (options: CoordinatorOptions): Uploads => {
  const turns = new Map<string, Slots>();
  const context: UploadContext = {
    ...options,
    slots: createSlots(options.concurrency),
    turnsOf: (sha256) => {
      const known = turns.get(sha256) ?? createSlots(1);
      turns.set(sha256, known);
      return known;
    },
  };
  const listeners = new Set<() => void>();
  const holds = new Map<string, () => void>();
  let items: readonly ManagedUpload[] = [];

  const setItems = (next: readonly ManagedUpload[]): void => {
    items = next;
    for (const listener of [...listeners]) listener();
  };
  const hold = async (key: string): Promise<boolean> => {
    const letGo = await context.storage.hold(key).catch(() => () => undefined);
    if (letGo) holds.set(key, letGo);
    return letGo !== undefined;
  };
  const letGo = (key: string): void => {
    holds.get(key)?.();
    holds.delete(key);
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
      void hold(record.key);
      setItems([upload, ...items]);
      // Whoever adds it listens first.
      queueMicrotask(() => upload.status.state === 'queued' && upload.start());
      return upload;
    },

    restore: async () => {
      const records = await context.storage.all().catch(() => []);
      const restored: ManagedUpload[] = [];
      for (const record of records.toSorted((one, other) => other.createdAtMs - one.createdAtMs)) {
        const isHeld = await hold(record.key);
        if (isHeld && !items.some(({ key }) => key === record.key))
          restored.push(createUpload(context, { record }));
      }
      if (restored.length > 0) setItems([...items, ...restored]);
      for (const upload of restored) void upload.restore();
    },

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
      void item.forget().then(() => letGo(item.key));
      setItems(items.filter((other) => other !== item));
    },

    close: async () => {
      await Promise.all(items.map((upload) => upload.letGo()));
      for (const key of [...holds.keys()]) letGo(key);
    },
  };
};

/** By what can be seen without reading; its digest tells for certain. */
const isSame = ({ record, sources }: ManagedUpload, given: readonly UploadSource[], wish: UploadOptions) =>
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
