// Run as a process of its own: node run-reelmill.ts SOURCE DATA_FOLDER [DIE_AT]. Prints what the job cost, from the last byte
// of the upload on, or kills itself once that share of it is done.

import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  openDiskBlobStore,
  openSqliteStore,
} from '@reelmill/adapters';
import { resolveRecipe } from '@reelmill/core';
import { createEngine, sha256OfFile } from '@reelmill/engine';
import { openToolchain } from '@reelmill/ffmpeg';
import { busySeconds } from '../measure.ts';

const [source = '', folder = '', dieAt = '2'] = process.argv.slice(2);
const recipe = resolveRecipe('web');
const toolchain = await openToolchain();
if (!recipe.ok || !toolchain.ok) throw new Error('this machine cannot run the benchmark');
await mkdir(folder, { recursive: true });
const store = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
const blobs = await openDiskBlobStore({ folder: join(folder, 'blobs') });
const bus = createInProcessEventBus();
const engine = createEngine({
  store,
  blobs,
  bus,
  dispatch: createInProcessDispatch(),
  toolchain: toolchain.value,
  dataFolder: folder,
});
const ended = Promise.withResolvers<void>();
engine.subscribe((event) => {
  if (event.type === 'job.progress' && event.job.progress >= Number(dieAt))
    process.kill(process.pid, 'SIGKILL');
  if (event.type !== 'job.updated' || event.job.finishedAt === null) return;
  if (event.job.state === 'succeeded') ended.resolve();
  else ended.reject(new Error(event.job.error?.message));
});
const copy = join(folder, 'source');
await copyFile(source, copy);
const sourceDigest = await sha256OfFile(copy);
const { sizeBytes } = await blobs.putFile(copy, sourceDigest);
// From here on it is the job; what came before was the service's start and the upload.
const [startedAt, busyBefore] = [performance.now(), await busySeconds()];
await engine.start();
const asset = await engine.createAsset({
  name: 'bench',
  fileName: 'bench',
  metadata: {},
  sourceDigest,
  sourceSizeBytes: sizeBytes,
  recipe: recipe.value,
});
if (!asset.ok) throw new Error(asset.error.message);
await ended.promise;
const cost = {
  wallSeconds: (performance.now() - startedAt) / 1000,
  cpuSeconds: (await busySeconds()) - busyBefore,
};
await engine.stop();
await store.close();
process.stdout.write(`${JSON.stringify(cost)}\n`);
