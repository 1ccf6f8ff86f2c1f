import { mkdir } from 'node:fs/promises';
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
import { factsOf, probeOf, videoTrack } from '../packages/core/src/plan/probe-fixtures.ts';
import type { Row } from './report.ts';

/** What the engine itself costs: steps that do nothing, every claim and commit durable. */

const FILMS = 20;
const FILM_SECONDS = 1200;
const QUEUED_STEPS = 10_000;

/** How fast steps that do nothing go through, and how soon a full queue starts. */
export const schedulerRows = async (folder: string): Promise<readonly Row[]> => {
  const [throughput, recovery] = [join(folder, 'throughput'), join(folder, 'recovery')];
  await mkdir(throughput);
  await mkdir(recovery);
  return [
    {
      what: 'steps that do nothing, a second',
      value: await measureThroughput(throughput),
      unit: '',
      least: 1000,
    },
    {
      what: `start with ${QUEUED_STEPS} steps queued`,
      value: await measureRecovery(recovery),
      unit: 's',
      target: 5,
    },
  ];
};

const nothing = <K extends StepKindName>(kind: K, facts: unknown): StepKind<K> => ({
  kind,
  version: 1,
  usesToolchain: false,
  run: oneByOne(() => Promise.resolve(ok({ entries: [], facts, warnings: [] }))),
});

const film = factsOf(
  probeOf({
    durationSeconds: FILM_SECONDS,
    video: [videoTrack({ shownSeconds: FILM_SECONDS, frameCount: FILM_SECONDS * 30 })],
  }),
);
const run = { init: 'init.mp4', codec: 'avc1', sampleCount: 1, durationSeconds: 1, segments: [] };

const stepKinds: StepKinds = {
  ...STEP_KINDS,
  probe: {
    kind: 'probe',
    version: 1,
    usesToolchain: false,
    // Other bytes are another film: nothing is shared between the jobs.
    run: oneByOne(({ inputs }) => {
      const { source } = inputs;
      const setup = source?.type === 'source' ? source.path : '';
      const videoIndex = film.videoIndex && { ...film.videoIndex, setup };
      return Promise.resolve(
        ok({ entries: [], facts: { ...film, videoIndex, trackDigests: { 1: setup } }, warnings: [] }),
      );
    }),
  },
  'encode-video': nothing('encode-video', { name: '240p', width: 426, height: 240, run }),
  'encode-audio': nothing('encode-audio', { name: 'audio', channels: 2, run }),
  'package-hls': nothing('package-hls', {
    url: 'main.m3u8',
    durationSeconds: 1,
    hasAudio: true,
    renditions: [],
  }),
  still: nothing('still', { url: 'still.jpg', width: 16, height: 16 }),
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
const addAssets = async (
  { engine, blobs }: Awaited<ReturnType<typeof open>>,
  count: number,
  recipeName: string,
) => {
  const recipe = resolveRecipe(recipeName);
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

/** Steps a second from claim to commit, of films whose chunks have five rungs. */
const measureThroughput = async (folder: string): Promise<number> => {
  const opened = await open(folder, { light: 8, cpu: 32, gpu: 0, io: 1 });
  await addAssets(opened, FILMS, 'web');
  const { engine, store } = opened;
  let left = FILMS;
  let steps = 0;
  const done = Promise.withResolvers<void>();
  engine.subscribe((event) => {
    if (event.type !== 'job.updated' || event.job.finishedAt === null) return;
    left -= 1;
    steps += event.job.steps.executed;
    if (left === 0) done.resolve();
  });
  const startedAt = performance.now();
  await engine.start();
  await done.promise;
  const seconds = (performance.now() - startedAt) / 1000;
  await engine.stop();
  await store.close();
  return steps / seconds;
};

/** From opening the database to the first claim. */
const measureRecovery = async (folder: string): Promise<number> => {
  const before = await open(folder, undefined);
  await addAssets(before, QUEUED_STEPS, 'poster');
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
