import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  openDiskBlobStore,
  openSqliteStore,
} from '@reelmill/adapters';
import { type Asset, type JobSummary, type ReelmillEvent, resolveRecipe } from '@reelmill/core';
import { createEngine, type Engine, type EngineOptions, type NamedRecipe } from '@reelmill/engine';
import type { Toolchain } from '@reelmill/ffmpeg';
import { onTestFinished } from 'vitest';
import type { RemoteSteps } from './remote-steps.ts';

/** Names a build, so that fingerprints have one; nothing of it is ever run by remote steps. */
export const remoteToolchain: Toolchain = {
  ffmpegPath: '/nonexistent/ffmpeg',
  ffprobePath: '/nonexistent/ffprobe',
  capabilities: { version: 'remote 1', encoders: ['libx264', 'aac'], decoders: ['h264', 'aac'], filters: [] },
  sandbox: { level: 'none', reason: 'nothing is run', programs: {} },
};

export const recipeNamed = (name: string): NamedRecipe => {
  const found = resolveRecipe(name);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
};

/** A real engine on real SQLite and disk, with steps under the test's control. */
export const openEngine = async (
  folder: string,
  steps: Pick<RemoteSteps, 'stepKinds'>,
  options: Partial<EngineOptions> = {},
) => {
  const store = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
  const blobs = await openDiskBlobStore({ folder: join(folder, 'blobs') });
  const bus = createInProcessEventBus();
  const engine = createEngine({
    store,
    blobs,
    bus,
    dispatch: createInProcessDispatch(),
    toolchain: remoteToolchain,
    dataFolder: folder,
    stepKinds: steps.stepKinds,
    ...options,
    policy: { backoffMs: () => 0, ...options.policy },
  });
  const events: ReelmillEvent[] = [];
  engine.subscribe((event) => events.push(event));
  await engine.start();
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await engine.stop();
    await store.close();
  };
  onTestFinished(close);
  return { engine, blobs, store, events, close };
};

/** An asset of these bytes, with its first job started. */
export const addAsset = async (
  engine: Engine,
  text: string,
  recipe: NamedRecipe = recipeNamed('web'),
  ownerId = 'local',
): Promise<Asset> => {
  const { digest, sizeBytes } = await engine.blobs.putBytes(new TextEncoder().encode(text));
  const asset = await engine.createAsset({
    ownerId,
    name: 'clip.mp4',
    fileName: 'clip.mp4',
    metadata: {},
    sourceDigest: digest,
    sourceSizeBytes: sizeBytes,
    recipe,
  });
  if (!asset.ok) throw new Error(asset.error.message);
  return asset.value;
};

/** Resolves with the job once it has ended, however it did. */
export const jobEnd = async (engine: Engine, jobId: string): Promise<JobSummary> => {
  const ended = Promise.withResolvers<JobSummary>();
  const stop = engine.subscribe((event) => {
    if (event.type === 'job.updated' && event.job.id === jobId && event.job.finishedAt)
      ended.resolve(event.job);
  });
  const job = await engine.getJob(jobId);
  if (job?.finishedAt) ended.resolve(job);
  return ended.promise.finally(stop);
};

/** Every blob in the store. */
export const allBlobs = async (engine: Engine): Promise<readonly string[]> => {
  const digests: string[] = [];
  for await (const blob of engine.blobs.list()) digests.push(blob.digest);
  return digests;
};

/** What lies in a folder, or nothing when it is not there. */
export const filesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder, { recursive: true });
  } catch {
    return [];
  }
};
