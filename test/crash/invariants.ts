import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { openDiskBlobStore, openSqliteStore } from '@reelmill/adapters';
import type { ArtifactRecord, BlobStore, JobRecord, Store } from '@reelmill/engine/ports';
import { collectGarbage } from '../../packages/engine/src/care/discard-blobs.ts';
import { createPinnedBlobs } from '../../packages/engine/src/care/pinned-blobs.ts';
import { DEFAULT_POLICY } from '../../packages/engine/src/run/run-context.ts';
import { filesIn } from '../rig/engine-rig.ts';
import { processesNaming } from '../rig/processes.ts';
import type { Told } from './patient-user.ts';

const ALL = { limit: 100_000, offset: 0 };
const isEnded = (state: string): boolean => ['succeeded', 'failed', 'cancelled'].includes(state);

/**
 * What must hold of a data folder once all work has ended and its server has stopped, whatever happened before. Gives a
 * sentence for each thing that does not; collects the garbage on the way, as a server does in time.
 */
export const brokenInvariants = async (
  dataFolder: string,
  told: Told,
  openBlobs: () => Promise<BlobStore> = () => openDiskBlobStore({ folder: join(dataFolder, 'blobs') }),
): Promise<readonly string[]> => {
  const store = await openSqliteStore({ path: join(dataFolder, 'reelmill.sqlite') });
  const blobs = await openBlobs();
  try {
    return [
      ...(await forgotten(store, told)),
      ...(await leftBehind(store, dataFolder)),
      ...(await badJobs(store)),
      ...(await badBlobs(store, blobs)),
      ...(await badPlaylists(store, blobs)),
    ];
  } finally {
    await store.close();
  }
};

/** Digests of what was published, by kind: the same source and recipe give the same, however often the server died. */
export const publishedDigests = async (dataFolder: string): Promise<Readonly<Record<string, string>>> => {
  const store = await openSqliteStore({ path: join(dataFolder, 'reelmill.sqlite') });
  try {
    const outputs = await store.direct.outputs.ofJobs((await allJobs(store)).map((job) => job.id));
    return Object.fromEntries(outputs.map((output) => [output.kind, output.artifactDigest]));
  } finally {
    await store.close();
  }
};

const allAssets = async (store: Store) =>
  (await store.direct.assets.list({ ...ALL, sort: 'createdAt', order: 'desc' })).items;

const allJobs = async (store: Store) => (await store.direct.jobs.list(ALL)).items;

/** I1 no acknowledged upload or job vanishes; what was deleted is gone; I16 the digest is the client's. */
const forgotten = async ({ direct }: Store, told: Told): Promise<readonly string[]> => {
  const broken: string[] = [];
  for (const assetId of told.deletedAssets) {
    if (await direct.assets.get(assetId)) broken.push(`${assetId} was deleted and is there`);
  }
  if (told.deletedAssets.length > 0) return broken;
  for (const { id, digest, sizeBytes } of told.uploads) {
    const upload = await direct.uploads.get(id);
    const asset = upload?.assetId ? await direct.assets.get(upload.assetId) : undefined;
    if (upload?.state !== 'complete' || !asset) broken.push(`${id} was told of and became no asset`);
    else if (asset.sourceDigest !== digest || asset.sourceSizeBytes !== sizeBytes)
      broken.push(`${asset.id} has other bytes than were sent`);
  }
  for (const id of told.jobs) if (!(await direct.jobs.get(id))) broken.push(`${id} was told of and is gone`);
  return broken;
};

/** I7 no half-made files, I8 no process, I16 no offset beyond the bytes. */
const leftBehind = async ({ direct }: Store, dataFolder: string): Promise<readonly string[]> => {
  const broken: string[] = [];
  for (const folder of ['work', 'blobs/tmp']) {
    for (const name of await filesIn(join(dataFolder, folder))) broken.push(`${folder}/${name} was left`);
  }
  const inParts = new Set((await direct.multiparts.unfinished()).map(({ id }) => id));
  for (const name of await filesIn(join(dataFolder, 'multipart'))) {
    if (!inParts.has(name)) broken.push(`multipart/${name} belongs to no unfinished upload`);
  }
  for (const { id } of await direct.transactions.open()) broken.push(`transaction ${id} is still open`);
  const unfinished = await direct.uploads.unfinished();
  const uploads = join(dataFolder, 'uploads');
  for (const name of await readdir(uploads)) {
    const upload = unfinished.find(({ id }) => id === name);
    if (!upload) broken.push(`uploads/${name} belongs to no unfinished upload`);
    else if ((await stat(join(uploads, name))).size < upload.offsetBytes)
      broken.push(`${name} stands at ${upload.offsetBytes}, beyond its file`);
  }
  for (const line of await processesNaming(dataFolder)) broken.push(`a process was left: ${line}`);
  return broken;
};

const badJobs = async (store: Store): Promise<readonly string[]> => {
  const broken: string[] = [];
  for (const job of (await store.direct.jobs.list(ALL)).items) {
    broken.push(...(await badEvents(store, job)), ...(await badAttempts(store, job)));
  }
  return broken;
};

/** I2 and I4 one end, told once; I10 progress only grows, and ends at 1 only on success; I13 nothing is published later. */
const badEvents = async ({ direct }: Store, job: JobRecord): Promise<readonly string[]> => {
  const broken: string[] = [];
  if (!isEnded(job.state)) broken.push(`${job.id} is ${job.state} and nothing works on it`);
  if (job.state !== 'succeeded' && job.progress === 1) broken.push(`${job.id} is ${job.state} at 100 %`);
  let progress = 0;
  let ends = 0;
  for (const event of await direct.events.since(0, { jobId: job.id }, ALL.limit)) {
    if (event.type === 'output.published' && ends > 0)
      broken.push(`${job.id} published ${event.output.kind} after its end`);
    if (event.type !== 'job.updated' && event.type !== 'job.progress') continue;
    if (event.job.progress < progress)
      broken.push(`${job.id} went back from ${progress} to ${event.job.progress}`);
    progress = event.job.progress;
    if (isEnded(event.job.state)) ends += 1;
  }
  if (ends !== 1) broken.push(`${job.id} was said to have ended ${ends} times`);
  return broken;
};

/** I3 one holder of each epoch, one result; I12 no more tries than the policy allows, and none still open. */
const badAttempts = async ({ direct }: Store, job: JobRecord): Promise<readonly string[]> => {
  const broken: string[] = [];
  const attempts = await direct.attempts.ofJob(job.id);
  for (const step of await direct.steps.ofJob(job.id)) {
    const mine = attempts.filter((attempt) => attempt.stepKey === step.key);
    const count = (outcome: string): number =>
      mine.filter((attempt) => attempt.outcome === outcome && attempt.error?.reason !== 'no-space').length;
    const say = (what: string): number => broken.push(`${step.key} of ${job.id} ${what}`);
    if (!['executed', 'cached', 'failed', 'cancelled'].includes(step.state)) say(`is ${step.state}`);
    if (new Set(mine.map((attempt) => attempt.epoch)).size !== mine.length) say('has two tries of an epoch');
    if (count('running') > 0) say('has a try without an end');
    if (count('executed') !== (step.state === 'executed' ? 1 : 0))
      say(`was executed ${count('executed')} times`);
    if (count('failed') > DEFAULT_POLICY.maxFailures) say(`failed ${count('failed')} times`);
    if (count('lost') > DEFAULT_POLICY.maxLosses) say(`was lost ${count('lost')} times`);
  }
  return broken;
};

/** Everything a step or an output points at. */
const referencedArtifacts = async (store: Store): Promise<readonly ArtifactRecord[]> => {
  const { direct } = store;
  const digests = new Set<string>();
  for (const output of await direct.outputs.ofJobs((await allJobs(store)).map((job) => job.id)))
    digests.add(output.artifactDigest);
  for (const job of (await direct.jobs.list(ALL)).items)
    for (const step of await direct.steps.ofJob(job.id))
      if (step.artifactDigest) digests.add(step.artifactDigest);
  const artifacts = await Promise.all([...digests].map((digest) => direct.artifacts.get(digest)));
  return artifacts.filter((artifact) => artifact !== undefined);
};

/** I5 after a collection no blob is there that no row names; I6 what rows name is whole, by its hash. */
const badBlobs = async (store: Store, blobs: BlobStore): Promise<readonly string[]> => {
  const broken: string[] = [];
  await collectGarbage({ store, blobs, pinned: createPinnedBlobs() }, Date.now() + 1000, 0);
  const wanted = new Map<string, number>();
  for (const asset of await allAssets(store)) {
    wanted.set(asset.sourceDigest, asset.sourceSizeBytes);
    for (const { digest, sizeBytes } of await store.direct.replacements.ofAsset(asset.id))
      wanted.set(digest, sizeBytes);
  }
  for (const artifact of await referencedArtifacts(store))
    for (const { digest, sizeBytes } of artifact.entries) wanted.set(digest, sizeBytes);
  for await (const { digest } of blobs.list())
    if (!wanted.has(digest)) broken.push(`blob ${digest} is named by no row`);
  for (const [digest, sizeBytes] of wanted) {
    if ((await blobs.stat(digest))?.sizeBytes !== sizeBytes) broken.push(`blob ${digest} is absent or short`);
    else if ((await hashOf(blobs, digest)) !== digest) broken.push(`blob ${digest} holds other bytes`);
  }
  return broken;
};

const hashOf = async (blobs: BlobStore, digest: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of blobs.read(digest)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
};

/** I15 a playlist names only what its artifact has. */
const badPlaylists = async (store: Store, blobs: BlobStore): Promise<readonly string[]> => {
  const broken: string[] = [];
  for (const { entries } of await referencedArtifacts(store)) {
    const paths = new Set(entries.map((entry) => entry.path));
    for (const { path, digest } of entries.filter((entry) => entry.path.endsWith('.m3u8'))) {
      for (const uri of urisOf(await text(blobs.read(digest)))) {
        if (!paths.has(posix.join(posix.dirname(path), uri)))
          broken.push(`${path} names ${uri}, which is not there`);
      }
    }
  }
  return broken;
};

const urisOf = (playlist: string): readonly string[] =>
  // What a test's own steps make is a playlist by name only.
  (playlist.startsWith('#EXTM3U') ? playlist : '').split('\n').flatMap((line) => {
    if (line.startsWith('#')) return /URI="([^"]+)"/.exec(line)?.[1] ?? [];
    return line === '' ? [] : [line];
  });
