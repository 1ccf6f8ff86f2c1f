import { join } from 'node:path';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  openDiskBlobStore,
  openSqliteStore,
} from '@reelmill/adapters';
import { ok, resolveRecipe, type StepKindName } from '@reelmill/core';
import {
  createEngine,
  type EngineOptions,
  oneByOne,
  STEP_KINDS,
  type StepKind,
  type StepKinds,
} from '@reelmill/engine';
import { openToolchain } from '@reelmill/ffmpeg';
import { factsOf } from '../packages/core/src/plan/probe-fixtures.ts';

/** What the engine itself costs: steps that do nothing, every claim and commit durable. */

const ASSETS = 1000;
/** Probe and poster. */
const STEPS_PER_ASSET = 2;

const nothing = <K extends StepKindName>(kind: K, facts: unknown): StepKind<K> => ({
  kind,
  version: 1,
  usesToolchain: false,
  run: oneByOne(() => Promise.resolve(ok({ entries: [], facts, warnings: [] }))),
});

const stepKinds: StepKinds = {
  ...STEP_KINDS,
  probe: nothing('probe', factsOf()),
  poster: nothing('poster', { path: 'poster.jpg', width: 16, height: 16 }),
};

const open = async (folder: string, lanes: EngineOptions['lanes']) => {
  const toolchain = await openToolchain();
  if (!toolchain.ok) throw new Error(toolchain.error.message);
  const store = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
  const blobs = await openDiskBlobStore({ folder: join(folder, 'blobs') });
  const engine = createEngine({
    store,
    blobs,
    bus: createInProcessEventBus(),
    dispatch: createInProcessDispatch(),
    toolchain: toolchain.value,
    dataFolder: folder,
    stepKinds,
    ...(lanes ? { lanes } : {}),
  });
  return { engine, store, blobs };
};

/** Assets of different bytes, each with a job that waits. */
const addAssets = async ({ engine, blobs }: Awaited<ReturnType<typeof open>>, count: number) => {
  const recipe = resolveRecipe('poster');
  if (!recipe.ok) throw new Error(recipe.error.message);
  for (let number = 0; number < count; number += 1) {
    const { digest, sizeBytes } = await blobs.putBytes(new TextEncoder().encode(`source ${number}`));
    const created = await engine.createAsset({
      name: `asset ${number}`,
      fileName: 'source',
      metadata: {},
      sourceDigest: digest,
      sourceSizeBytes: sizeBytes,
      recipe: recipe.value,
      priority: 0,
    });
    if (!created.ok) throw new Error(created.error.message);
  }
};

/** Steps a second from claim to commit. */
export const measureThroughput = async (folder: string): Promise<number> => {
  const opened = await open(folder, { light: 32, cpu: 1, gpu: 0, io: 1 });
  await addAssets(opened, ASSETS);
  const { engine, store } = opened;
  let left = ASSETS;
  const done = Promise.withResolvers<void>();
  engine.subscribe((event) => {
    if (event.type === 'job.updated' && event.job.finishedAt !== null) left -= 1;
    if (left === 0) done.resolve();
  });
  const startedAt = performance.now();
  await engine.start();
  await done.promise;
  const seconds = (performance.now() - startedAt) / 1000;
  await engine.stop();
  await store.close();
  return (ASSETS * STEPS_PER_ASSET) / seconds;
};

/** From opening the database to the first claim, with that many steps queued. */
export const measureRecovery = async (folder: string, queued: number): Promise<number> => {
  const before = await open(folder, undefined);
  await addAssets(before, queued);
  await before.store.close();
  const startedAt = performance.now();
  const { engine, store } = await open(folder, { light: 1, cpu: 1, gpu: 0, io: 1 });
  const first = Promise.withResolvers<void>();
  engine.subscribe((event) => {
    if (event.type === 'step.updated' && event.step.state === 'running') first.resolve();
  });
  await engine.start();
  await first.promise;
  const seconds = (performance.now() - startedAt) / 1000;
  await engine.stop();
  await store.close();
  return seconds;
};
