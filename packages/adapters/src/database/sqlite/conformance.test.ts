import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStoreConformance } from '@reelmill/engine/conformance';
import { openSqliteStore } from './open-sqlite-store.ts';

describeStoreConformance('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-store-'));
  const path = join(folder, 'reelmill.sqlite');
  let current = await openSqliteStore({ path });
  return {
    store: current,
    reopen: async () => {
      await current.close();
      current = await openSqliteStore({ path });
      return current;
    },
    close: async () => {
      await current.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
