import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  openDiskBlobStore,
  openSqliteStore,
} from '@reelmill/adapters';
import type { Result } from '@reelmill/core';
import { createEngine, createUploads, type Uploads } from '@reelmill/engine';
import type { JobRecord, Store } from '@reelmill/engine/ports';
import { describe, expect, it, vi } from 'vitest';
import { recipeNamed, remoteToolchain } from '../rig/engine-rig.ts';
import { faultyPorts, type OnOperation } from '../rig/faulty-ports.ts';
import { createRemoteSteps, makeWhatIsAsked } from '../rig/remote-steps.ts';
import { brokenInvariants } from './invariants.ts';

const bytes = randomBytes(10_000);

/** A file is sent and a job made of it, on a disk whose operations `onOperation` may fail; both ends of the story. */
const sendAndMake = async (
  onOperation: OnOperation,
): Promise<{ readonly job: JobRecord | undefined; readonly broken: readonly string[] }> => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-faults-'));
  const sound = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
  const ports = faultyPorts(sound, await openDiskBlobStore({ folder: join(folder, 'blobs') }), onOperation);
  const steps = createRemoteSteps();
  makeWhatIsAsked(steps);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const start = async () => {
    const engine = createEngine({
      ...ports,
      bus: createInProcessEventBus(),
      dispatch: createInProcessDispatch(),
      toolchain: remoteToolchain,
      dataFolder: folder,
      stepKinds: steps.stepKinds,
      policy: { backoffMs: () => 0 },
    });
    const uploads = createUploads({ engine, folder: join(folder, 'uploads'), log });
    await uploads.recover();
    await engine.start();
    return { engine, uploads };
  };
  // Whoever runs a server that could not start starts it again.
  const { engine, uploads } = await start().catch(start);
  try {
    const id = await send(uploads);
    const upload = await sound.direct.uploads.get(id);
    const job = await endedJob(sound, upload?.jobId ?? '');
    await uploads.close();
    await engine.stop();
    await sound.close();
    const told = {
      uploads: [{ id, digest: upload?.digest ?? '', sizeBytes: bytes.length }],
      jobs: [upload?.jobId ?? ''],
      deletedAssets: [],
    };
    return { job, broken: await brokenInvariants(folder, told) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** As a client does: asks where it stands, sends the rest, and asks again when something was in the way. */
const send = async (uploads: Uploads): Promise<string> => {
  const { id } = await untilOk(() =>
    uploads.create({
      fileName: 'clip.mp4',
      lengthBytes: bytes.length,
      tusMetadata: '',
      metadata: {},
      recipe: recipeNamed('web'),
    }),
  );
  await untilOk(async () => {
    const stands = await uploads.settle(id);
    if (!stands.ok || stands.value.state === 'complete') return stands;
    const { offsetBytes } = stands.value;
    return uploads.append(id, { offsetBytes, body: Readable.from([bytes.subarray(offsetBytes)]) });
  });
  return id;
};

const untilOk = async <T>(ask: () => Promise<Result<T>>): Promise<T> => {
  let answer = await ask();
  for (let asked = 1; !answer.ok && asked < 3; asked += 1) {
    expect(['transient', 'no-space']).toContain(answer.error.reason);
    answer = await ask();
  }
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
};

const endedJob = (store: Store, jobId: string): Promise<JobRecord | undefined> =>
  vi.waitFor(
    async () => {
      const job = await store.direct.jobs.get(jobId);
      expect(job?.finishedAtMs).not.toBeNull();
      return job;
    },
    { timeout: 20_000, interval: 10 },
  );

const counts = new Map<string, number>();
const undisturbed = await sendAndMake((operation) => {
  counts.set(operation, (counts.get(operation) ?? 0) + 1);
});

/** ENOSPC the first time the disk is asked for something, EIO the last. */
const FAULTS = [...counts].flatMap(([operation, count]) => [
  { code: 'ENOSPC', operation, nth: 1 },
  { code: 'EIO', operation, nth: count },
]);

describe('a disk that fails once', () => {
  it('is asked for enough to be worth the trouble', () => {
    expect(undisturbed).toMatchObject({ job: { state: 'succeeded' }, broken: [] });
    expect(counts.size).toBeGreaterThan(20);
  });

  it.each(FAULTS)('with $code at $operation ($nth) loses nothing', async ({ code, operation, nth }) => {
    let count = 0;
    const { job, broken } = await sendAndMake((asked) => {
      if (asked !== operation) return;
      count += 1;
      if (count === nth) throw Object.assign(new Error(`${code}: injected`), { code });
    });
    expect(job).toMatchObject({ state: 'succeeded', error: null });
    expect(broken).toEqual([]);
  });
});
