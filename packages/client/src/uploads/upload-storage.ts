import type { UploadRecord } from './upload-record.ts';

/** An upload as it is written down, and whose it is. */
export interface UploadRow extends UploadRecord {
  /** Empty where nobody was named. */
  readonly ownerId: string;
}

/** Where uploads are written down. Holds no bytes of files, and knows nothing of what the rows mean. */
export interface UploadStorage {
  /** Of everybody who uses this browser. */
  all(): Promise<readonly UploadRow[]>;
  put(row: UploadRow): Promise<void>;
  delete(key: string): Promise<void>;
  /**
   * Takes a row for oneself until the returned function is called or this page is gone, also by a crash. Undefined while
   * another page has it; given `turn`, waits for it instead, and rejects when that signal ends the waiting.
   */
  hold(key: string, turn?: AbortSignal): Promise<(() => void) | undefined>;
  /** Tells when another page may have written a row that is not held here; returns what ends that. */
  watch(listener: () => void): () => void;
}

/** Forgets everything when the program ends. */
export const createMemoryStorage = (): UploadStorage => {
  const rows = new Map<string, UploadRow>();
  const held = new Map<string, Promise<void>>();
  const listeners = new Set<() => void>();
  return {
    all: async () => [...rows.values()],
    put: async (row) => {
      rows.set(row.key, row);
      for (const listener of listeners) listener();
    },
    delete: async (key) => void rows.delete(key),
    hold: async (key, turn) => {
      for (let other = held.get(key); other; other = held.get(key)) {
        if (!turn) return undefined;
        await Promise.race([other, ended(turn)]);
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(key, promise);
      return () => {
        if (held.get(key) === promise) held.delete(key);
        resolve();
      };
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
