import { open } from 'node:fs/promises';

/** Node does file work on four threads by default; one stays free for those who read meanwhile. */
const MAX_CONCURRENT_SYNCS = 3;

export interface Syncs {
  /** Resolves when the file's bytes survive a power cut. */
  file(path: string): Promise<void>;
  /** Resolves when the names in the folder do. Calls that wait at the same time share one sync. */
  folder(path: string): Promise<void>;
}

/** fsync, a few at a time. */
export const createSyncs = (): Syncs => {
  const waitingForSlot: (() => void)[] = [];
  let active = 0;

  const syncOne = async (path: string): Promise<void> => {
    if (active >= MAX_CONCURRENT_SYNCS) await new Promise<void>((go) => waitingForSlot.push(go));
    else active += 1;
    try {
      const handle = await open(path, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    } finally {
      // the slot goes to the next in line
      const next = waitingForSlot.shift();
      if (next) next();
      else active -= 1;
    }
  };

  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();
  const folder = (path: string): Promise<void> => {
    const current = running.get(path);
    if (current === undefined) {
      const sync = syncOne(path).finally(() => running.delete(path));
      running.set(path, sync);
      return sync;
    }
    // the one under way may have begun before our name was there: share the one after it
    const next =
      waiting.get(path) ??
      current
        .catch(() => undefined)
        .then(() => {
          waiting.delete(path);
          return folder(path);
        });
    waiting.set(path, next);
    return next;
  };

  return { file: syncOne, folder };
};
