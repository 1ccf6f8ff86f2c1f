import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  openDiskBlobStore,
  openSqliteStore,
} from '@reelmill/adapters';
import { ok, type Result } from '@reelmill/core';
import { createEngine, type Engine } from '@reelmill/engine';
import { openToolchain, type Toolchain } from '@reelmill/ffmpeg';

export interface OpenEngine {
  readonly engine: Engine;
  readonly toolchain: Toolchain;
  readonly folder: string;
  close(): Promise<void>;
}

/** An engine that is not started: it answers questions about a data folder, also beside a server that uses it. */
export const openEngine = async (folder: string): Promise<Result<OpenEngine>> => {
  const toolchain = await openToolchain();
  if (!toolchain.ok) return toolchain;
  await mkdir(folder, { recursive: true });
  const store = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
  const engine = createEngine({
    store,
    blobs: await openDiskBlobStore({ folder: join(folder, 'blobs') }),
    dispatch: createInProcessDispatch(),
    bus: createInProcessEventBus(),
    toolchain: toolchain.value,
    dataFolder: folder,
  });
  return ok({ engine, toolchain: toolchain.value, folder, close: () => store.close() });
};
