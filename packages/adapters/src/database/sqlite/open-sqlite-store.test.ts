import { cp, mkdtemp, open as openFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '@reelmill/engine/ports';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startChild } from '../../test-process/start-child.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { SCHEMA_STEPS } from './schema-versions.ts';

let folder: string;
let path: string;
const opened: Store[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelmill-sqlite-'));
  path = join(folder, 'reelmill.sqlite');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await rm(folder, { recursive: true, force: true });
});

const open = async (at = path): Promise<Store> => {
  const store = await openSqliteStore({ path: at });
  opened.push(store);
  return store;
};
const append = (store: Store, durable = true): Promise<number> =>
  store
    .transaction(
      (tx) => tx.events.append({ atMs: 1, assetId: null, jobId: null, body: { type: 'asset.deleted' } }),
      { durable },
    )
    .then((event) => event.seq);

it('holds everything it acknowledged after kill -9, five times', async () => {
  let next = 0;
  let highestSeq = 0;
  for (const lines of [1, 40, 7, 300, 120]) {
    const child = startChild(new URL('./write-forever.process.ts', import.meta.url), [path, String(next)]);
    const printed: string[] = [];
    for (let count = 0; count < lines; count += 1) printed.push((await child.nextLine()) ?? '');
    await child.kill();
    printed.push(...(await child.rest()));
    // the dot says that the line was not torn off in the middle
    const acknowledged = printed
      .filter((line) => line.endsWith('.'))
      .map((line) => line.split(' ').map(Number));

    const store = await openSqliteStore({ path });
    const ids = new Set((await store.direct.uploads.unfinished()).map((upload) => upload.id));
    for (const [number = 0, seq = 0] of acknowledged) {
      expect(ids).toContain(`upload_${number}_a`);
      expect(ids).toContain(`upload_${number}_b`);
      expect(seq).toBeGreaterThan(highestSeq);
      highestSeq = seq;
      next = number + 1;
    }
    // both halves of the one under way, or none
    expect(ids.has(`upload_${next}_a`)).toBe(ids.has(`upload_${next}_b`));
    expect(ids.has(`upload_${next + 1}_a`)).toBe(false);
    if (ids.has(`upload_${next}_a`)) next += 1;
    highestSeq = await append(store);
    await store.close();
  }
  expect(next).toBeGreaterThanOrEqual(468);
});

it('never gives a number twice, even when a power cut takes back what was not durable', async () => {
  const store = await open();
  await append(store);
  // what the disk holds when the power goes: up to the last sync
  const rescued = join(folder, 'rescued');
  await cp(path, join(rescued, 'reelmill.sqlite'));
  await cp(`${path}-wal`, join(rescued, 'reelmill.sqlite-wal'));
  let seen = 0;
  for (let count = 0; count < 20; count += 1) seen = await append(store, false);

  const after = await open(join(rescued, 'reelmill.sqlite'));
  expect(await append(after)).toBeGreaterThan(seen);
});

it('goes on with the next number after an orderly close', async () => {
  const store = await open();
  const seq = await append(store);
  await store.close();
  expect(await append(await open())).toBe(seq + 1);
});

/** Stands before the syncs of every open file of this process. */
const watchSyncs = async (datasync: (real: () => Promise<void>) => Promise<void>) => {
  const handle = await openFile(path, 'a');
  const prototype = Object.getPrototypeOf(handle) as { datasync: (this: unknown) => Promise<void> };
  await handle.close();
  const real = prototype.datasync;
  prototype.datasync = function (this: unknown) {
    return datasync(() => real.call(this));
  };
  return {
    [Symbol.dispose]: () => {
      prototype.datasync = real;
    },
  };
};

it('resolves a durable transaction once the log is on the disk, and does not wait for the others', async () => {
  const store = await open();
  let syncs = 0;
  using _ = await watchSyncs((real) => {
    syncs += 1;
    return real();
  });
  await append(store, false);
  await append(store, false);
  expect(syncs).toBe(0);
  await append(store);
  expect(syncs).toBe(1);
  await Promise.all(Array.from({ length: 50 }, () => append(store)));
  expect(syncs).toBeLessThan(20);
});

it('goes on with nothing after a sync failed, for nobody knows what the disk holds', async () => {
  const broken: unknown[] = [];
  const store = await openSqliteStore({ path, onBroken: (error) => broken.push(error) });
  opened.push(store);
  {
    using _ = await watchSyncs(() => Promise.reject(Object.assign(new Error('i/o error'), { code: 'EIO' })));
    await expect(append(store)).rejects.toMatchObject({ code: 'EIO' });
  }
  await expect(append(store)).rejects.toMatchObject({ code: 'EIO' });
  expect(broken).toMatchObject([{ code: 'EIO' }]);
});

it('refuses a database of a newer Reelmill in a sentence', async () => {
  await (await openSqliteStore({ path })).close();
  const database = new DatabaseSync(path);
  database.exec(`pragma user_version = ${SCHEMA_STEPS.length + 1}`);
  database.close();
  await expect(openSqliteStore({ path })).rejects.toThrow(/written by a newer Reelmill/);
});

it('refuses a file that is no database', async () => {
  await writeFile(path, 'this is not a database, whatever its name says'.repeat(100));
  await expect(openSqliteStore({ path })).rejects.toThrow(/not a database/);
});

it('tells a transaction inside a transaction apart from a long wait', async () => {
  const store = await open();
  const nested = store.transaction(() => store.transaction(async () => undefined));
  await expect(nested).rejects.toThrow(/inside a transaction/);
  const directWrite = store.transaction(async () => store.direct.events.trim(1));
  await expect(directWrite).rejects.toThrow(/inside a transaction/);
  await store.transaction(async () => {
    expect(await store.direct.jobs.unfinished()).toEqual([]);
  });
  expect(await append(store)).toBe(1);
});

it('may be begun by work that outlives the transaction it was started in', async () => {
  const store = await open();
  let later: Promise<number> | undefined;
  let go = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    go = resolve;
  });
  await store.transaction(async () => {
    later = ended.then(() => append(store));
  });
  go();
  expect(await later).toBe(1);
});

it('refuses to write once it is closed, and may be closed twice', async () => {
  const store = await open();
  await store.close();
  await store.close();
  await expect(append(store)).rejects.toThrow('the store is closed');
  await expect(store.direct.assets.get('a')).rejects.toThrow();
});
