import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Syncs } from './sync.ts';

/** Makes the folders of a blob, and makes their own names durable once in the life of the process. */
export const createShardFolders = (syncs: Syncs) => {
  const durable = new Map<string, Promise<void>>();

  const settle = (folder: string): Promise<void> => {
    const known = durable.get(folder);
    if (known) return known;
    const settled = (async () => {
      await mkdir(folder, { recursive: true });
      // also when it was there: the process that made it may have died before this
      await syncs.folder(dirname(folder));
    })();
    durable.set(folder, settled);
    settled.catch(() => durable.delete(folder));
    return settled;
  };

  return {
    ensure: async ([outer, inner]: readonly [string, string]): Promise<void> => {
      await settle(outer);
      await settle(inner);
    },
  };
};
