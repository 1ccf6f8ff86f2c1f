import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  lockDataFolder,
  openDiskBlobStore,
  openSqliteStore,
} from '@reelmill/adapters';
import { ok, type Result } from '@reelmill/core';
import { createEngine, type Engine } from '@reelmill/engine';
import { openToolchain } from '@reelmill/ffmpeg';

export interface Session {
  readonly engine: Engine;
  readonly folder: string;
  close(): Promise<void>;
}

/** An engine of its own in this process, on a data folder nobody else uses meanwhile. */
export const openSession = async (folder: string): Promise<Result<Session>> => {
  const toolchain = await openToolchain();
  if (!toolchain.ok) return toolchain;
  await mkdir(folder, { recursive: true });
  const lock = await lockDataFolder(folder);
  if (!lock.ok) return lock;
  const store = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
  const engine = createEngine({
    store,
    blobs: await openDiskBlobStore({ folder: join(folder, 'blobs') }),
    dispatch: createInProcessDispatch(),
    bus: createInProcessEventBus(),
    toolchain: toolchain.value,
    dataFolder: folder,
  });
  await engine.start();
  return ok({
    engine,
    folder,
    close: async () => {
      await engine.stop();
      await store.close();
      await lock.value.release();
    },
  });
};
