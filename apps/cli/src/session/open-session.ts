import { join } from 'node:path';
import { lockDataFolder } from '@reelmill/adapters';
import { ok, type Result } from '@reelmill/core';
import { createUploads, type Engine } from '@reelmill/engine';
import { openEngine } from './open-engine.ts';

export interface Session {
  readonly engine: Engine;
  readonly folder: string;
  /** Takes up what an earlier process left, and works. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** An engine in this process, on a data folder nobody else uses meanwhile. */
export const openSession = async (folder: string): Promise<Result<Session>> => {
  const lock = await lockDataFolder(folder);
  if (!lock.ok) return lock;
  const opened = await openEngine(folder);
  if (!opened.ok) {
    await lock.value.release();
    return opened;
  }
  const { engine, close } = opened.value;
  const uploads = createUploads({ engine, folder: join(folder, 'uploads'), log: quiet });
  return ok({
    engine,
    folder,
    start: async () => {
      // In a server's folder a finished upload may be waiting for its asset; before unreferenced blobs are collected.
      await uploads.recover();
      await engine.start();
    },
    close: async () => {
      await engine.stop();
      await close();
      await lock.value.release();
    },
  });
};

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
