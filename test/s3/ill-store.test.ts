import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  createInProcessDispatch,
  createInProcessEventBus,
  openS3BlobStore,
  openS3PartStore,
  openSqliteStore,
  sweepOrphanedParts,
} from '@reelmill/adapters';
import { type Failure, ok, type Result } from '@reelmill/core';
import {
  createEngine,
  createMultiparts,
  createUploads,
  type Multiparts,
  type Uploads,
} from '@reelmill/engine';
import type { Store } from '@reelmill/engine/ports';
import { describe, expect, inject, it, vi } from 'vitest';
import { openBucket } from '../../packages/adapters/src/blobs/s3/s3-bucket.ts';
import { brokenInvariants } from '../crash/invariants.ts';
import { recipeNamed, remoteToolchain } from '../rig/engine-rig.ts';
import { createRandom } from '../rig/random.ts';
import { createRemoteSteps, makeWhatIsAsked } from '../rig/remote-steps.ts';
import { openS3Proxy, type S3Fault, type S3Operation } from '../rig/s3-proxy.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const TOMORROW_MS = Date.now() + 25 * 3600_000;
/** What a client does before it gives up. */
const MOST_TRIES = 12;

/**
 * A file comes through the server and another straight into the bucket, and a job is made of each, while requests meet the
 * faults they are given; then what is left is looked at on a sound line.
 */
const sendAndMake = async (faultOf: (operation: S3Operation) => S3Fault | undefined) => {
  const [folder, prefix] = [await tempFolder(), `${randomUUID()}/`];
  const proxy = await openS3Proxy(inject('s3').endpoint, faultOf);
  const sound = { ...inject('s3'), region: 'default', forcePathStyle: true, prefix, cacheBytes: 1e9 };
  const ill = { ...sound, endpoint: proxy.endpoint };
  const store = await openSqliteStore({ path: join(folder, 'reelmill.sqlite') });
  const blobs = await openS3BlobStore({ ...ill, cacheFolder: join(folder, 'cache') });
  const steps = createRemoteSteps();
  makeWhatIsAsked(steps);
  const failures: Failure[] = [];
  const engine = createEngine({
    ...{ store, blobs, toolchain: remoteToolchain, dataFolder: folder, stepKinds: steps.stepKinds },
    ...{ bus: createInProcessEventBus(), dispatch: createInProcessDispatch() },
    // Of each step more requests may fail than of one that is asked for once.
    policy: { backoffMs: () => 0, maxFailures: MOST_TRIES },
  });
  const uploads = createUploads({ engine, folder: join(folder, 'uploads'), log });
  const multiparts = createMultiparts({ engine, parts: openS3PartStore(ill), log });
  // Whoever runs a server that could not start starts it again.
  await untilDone(async () => {
    await uploads.recover();
    await multiparts.recover();
    await engine.start();
  });
  const tell = (failure: Failure) => failures.push(failure);
  const [sent, inParts] = await Promise.all([send(uploads, tell), sendParts(multiparts, tell)]);
  const upload = await store.direct.uploads.get(sent.id);
  const jobs = [upload?.jobId ?? '', inParts.jobId ?? ''];
  const states = await Promise.all(jobs.map((id) => endOf(store, id)));
  const attempts = (await Promise.all(jobs.map((id) => store.direct.attempts.ofJob(id)))).flat();
  await uploads.close();
  await multiparts.close();
  await engine.stop();
  // As the next start does: uploads that were opened by requests whose answers were lost belong to nobody.
  await createMultiparts({ engine, parts: openS3PartStore(sound), log }).recover();
  const assets = await store.direct.assets.list({ limit: 9, offset: 0, sort: 'createdAt', order: 'desc' });
  await store.close();
  const told = { uploads: [sent], jobs, deletedAssets: [] };
  const broken = await brokenInvariants(folder, told, () =>
    openS3BlobStore({ ...sound, cacheFolder: join(folder, 'sound') }),
  );
  await sweepOrphanedParts(openBucket(sound), TOMORROW_MS);
  const left = [];
  for await (const { id } of openS3PartStore(sound).list()) left.push(id);
  return {
    ...{ states, broken, left, assets: assets.total, requests: proxy.requests },
    said: [...failures, ...attempts.flatMap(({ error }) => error ?? [])],
  };
};

const send = async (uploads: Uploads, tell: (failure: Failure) => void) => {
  const bytes = randomBytes(10_000);
  const { id } = await untilOk(tell, () =>
    uploads.create({
      ...{ fileName: 'clip.mp4', lengthBytes: bytes.length, tusMetadata: '', metadata: {}, priority: 0 },
      recipe: recipeNamed('web'),
    }),
  );
  await untilOk(tell, async () => {
    const stands = await uploads.settle(id);
    if (!stands.ok || stands.value.state === 'complete') return stands;
    const { offsetBytes } = stands.value;
    return uploads.append(id, { offsetBytes, body: Readable.from([bytes.subarray(offsetBytes)]) });
  });
  return { id, digest: sha256(bytes), sizeBytes: bytes.length };
};

const sendParts = async (multiparts: Multiparts, tell: (failure: Failure) => void) => {
  const bytes = new Uint8Array(randomBytes(10_000));
  const { id } = await untilOk(tell, () =>
    multiparts.create({
      ...{ fileName: 'film.mp4', sizeBytes: bytes.length, sha256: sha256(bytes), metadata: {}, priority: 0 },
      recipe: recipeNamed('web'),
    }),
  );
  return untilOk(tell, async () => {
    const stands = await multiparts.look(id);
    if (!stands.ok) return stands;
    let { parts } = stands.value;
    if (stands.value.state === 'uploading' && parts.length === 0) {
      const { value } = mustOk(await multiparts.addresses(id, [1]));
      const put = await fetch(value.parts[0]?.url ?? '', { method: 'PUT', body: bytes }).catch(
        () => undefined,
      );
      const etag = put?.headers.get('etag')?.replaceAll('"', '') ?? '';
      parts = [{ number: 1, etag, sizeBytes: bytes.length }];
    }
    return multiparts.complete(
      id,
      parts.map(({ number, etag }) => ({ number, etag })),
    );
  });
};

const mustOk = <T>(result: Result<T>) => {
  if (!result.ok) throw new Error(result.error.message);
  return ok(result.value) as { readonly ok: true; readonly value: T };
};

const untilOk = async <T>(tell: (failure: Failure) => void, ask: () => Promise<Result<T>>): Promise<T> => {
  for (let tried = 0; tried < MOST_TRIES; tried += 1) {
    const answer = await ask();
    if (answer.ok) return answer.value;
    tell(answer.error);
  }
  throw new Error('no client tries for ever');
};

const untilDone = async (work: () => Promise<void>): Promise<void> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === MOST_TRIES) throw error;
    }
  }
};

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const endOf = (store: Store, jobId: string) =>
  vi.waitFor(
    async () => {
      const job = await store.direct.jobs.get(jobId);
      expect(job?.finishedAtMs).not.toBeNull();
      return job?.state;
    },
    { timeout: 40_000, interval: 20 },
  );

const WHOLE = { states: ['succeeded', 'succeeded'], broken: [], left: [], assets: 2 };
/** A question may be asked again; what was done and is not known to be done is another matter. */
const faultsOf = (operation: S3Operation): readonly S3Fault[] =>
  /^(Get|Head|List)/.test(operation) ? ['error-500'] : ['error-500', 'lost-reply'];

/** As many requests as one operation is worth to the adapter. */
const OUTAGE = 5;

describe('a server whose object store is ill', () => {
  it('loses nothing and publishes nothing twice, whatever operation stays out for longer than is retried', async () => {
    const undisturbed = await sendAndMake(() => undefined);
    expect(undisturbed).toMatchObject(WHOLE);
    const operations = [...new Set(undisturbed.requests.map(({ operation }) => operation))];
    expect(operations.length).toBeGreaterThan(9);
    const tried = await Promise.all(
      operations.flatMap((operation) =>
        faultsOf(operation).map(async (fault) => {
          let met = 0;
          const made = await sendAndMake((asked) => {
            if (asked !== operation || met >= OUTAGE) return undefined;
            met += 1;
            return fault;
          });
          return { operation, fault, ...made };
        }),
      ),
    );
    for (const { operation, fault, requests: _, said, ...made } of tried) {
      expect({ operation, fault, ...made }).toEqual({ operation, fault, ...WHOLE });
      for (const { message, reason } of said) expect({ message, reason }).toEqual(ANSWERED);
    }
  });

  it.each([1, 2, 3])('comes through when a third of all requests go wrong (seed %i)', async (seed) => {
    const random = createRandom(seed);
    const faults: readonly S3Fault[] = ['error-500', 'reset', 'lost-reply', 'truncated', 'slow'];
    const {
      requests,
      said: _,
      ...made
    } = await sendAndMake(() =>
      random() < 1 / 3 ? faults[Math.floor(random() * faults.length)] : undefined,
    );
    expect(requests.filter(({ fault }) => fault).length).toBeGreaterThan(5);
    expect(made).toEqual(WHOLE);
  });
});

/** A sentence, and that it may be tried again. */
const ANSWERED = { message: expect.stringMatching(/^[A-Z].*\.$/), reason: expect.any(String) };
