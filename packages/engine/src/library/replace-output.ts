import {
  type Digest,
  err,
  type Failure,
  failure,
  ok,
  PROBE_PARAMS,
  type Probe,
  placeFrames,
  type Result,
  refuseReplacement,
  SourceFactsSchema,
} from '@reelmill/core';
import type { RefuseBeyondQuota } from '../access/quotas.ts';
import { discardUnreferenced } from '../care/discard-blobs.ts';
import type { HeldBlob } from '../engine.ts';
import type { Emit } from '../events/commit.ts';
import { type AdvanceContext, stepFingerprint } from '../jobs/advance-job.ts';
import { endJob } from '../jobs/end-job.ts';
import { insertJob } from '../jobs/insert-job.ts';
import { jobsOfAsset } from '../jobs/jobs-of-asset.ts';
import type { AssetRecord, JobRecord, OutputRecord, StoreOperations } from '../ports/index.ts';
import { runAlone } from '../run/run-alone.ts';
import type { RunContext } from '../run/run-context.ts';
import { acceptFrames } from './accept-frames.ts';
import { noSuchAsset } from './no-such-asset.ts';

interface ReplaceContext extends RunContext {
  readonly refuseBeyondQuota: RefuseBeyondQuota;
}

/**
 * Puts a file in place of a tier, or a bundle in place of frames, and starts the job that makes what follows from it. Nothing is received for an output
 * that cannot be replaced, and nothing changes where the file cannot stand there as it is (docs/decisions/0018) or where its owner would
 * have more than they may. `receive` is told whose the bytes will be.
 */
export const replaceOutput = async (
  context: ReplaceContext,
  assetId: string,
  name: string,
  receive: (ownerId: string) => Promise<Result<HeldBlob>>,
  signal: AbortSignal,
): Promise<Result<void>> => {
  const able = await findReplaceable(context.store.direct, assetId, name);
  if (!able.ok) return able;
  const early = await refuseReplacing(context.store.direct, context, able.value, 0);
  if (early) return err(early);
  const received = await receive(able.value.asset.ownerId);
  if (!received.ok) return received;
  const { digest, sizeBytes, release } = received.value;
  const replaced: Digest[] = [];
  try {
    const checked = await checkFile(context, able.value, digest, signal);
    if (!checked.ok) return checked;
    return await context.commit(async (tx, emit) => {
      const found = await findReplaceable(tx, assetId, name);
      if (!found.ok) return found;
      const before = await tx.replacements.ofAsset(assetId);
      const same = before.filter((other) => other.name === name);
      const moreBytes = same.reduce((bytes, other) => bytes - other.sizeBytes, sizeBytes);
      const refused = await refuseReplacing(tx, context, found.value, moreBytes);
      if (refused) return err(refused);
      replaced.push(...same.map((other) => other.digest));
      await tx.replacements.put({ assetId, name, digest, sizeBytes });
      await makeAgain(tx, emit, context, found.value);
      return ok(undefined);
    });
  } finally {
    await release();
    await discardUnreferenced(context, replaced);
  }
};

/** Takes away what stands in place of an output, and starts the job that makes it again as planned. */
export const takeBackOutput = async (
  context: ReplaceContext,
  assetId: string,
  name: string,
): Promise<Result<void>> => {
  const replaced: Digest[] = [];
  const done = await context.commit(async (tx, emit): Promise<Result<void>> => {
    const found = await findReplaceable(tx, assetId, name);
    if (!found.ok) return found;
    const [before] = (await tx.replacements.ofAsset(assetId)).filter((other) => other.name === name);
    if (!before) return err(notFound(`Nothing was put in place of "${name}".`));
    const refused = await refuseReplacing(tx, context, found.value, 0);
    if (refused) return err(refused);
    replaced.push(before.digest);
    await tx.replacements.delete(assetId, name);
    await makeAgain(tx, emit, context, found.value);
    return ok(undefined);
  });
  await discardUnreferenced(context, replaced);
  return done;
};

interface Replaceable {
  readonly asset: AssetRecord;
  readonly jobs: readonly JobRecord[];
  /** Whose recipe is made again: what the asset is becoming, or what it shows. */
  readonly job: JobRecord;
  readonly output: OutputRecord;
}

const findReplaceable = async (
  tx: StoreOperations,
  assetId: string,
  name: string,
): Promise<Result<Replaceable>> => {
  const asset = await tx.assets.get(assetId);
  if (!asset) return err(noSuchAsset);
  const jobs = await jobsOfAsset(tx, assetId);
  const whole = jobs.filter((job) => job.completes === null);
  const job = whole.find(isOpen) ?? whole.find(({ id }) => id === asset.currentJobId);
  const published =
    job && (await tx.outputs.ofJobs([job.id, ...(asset.currentJobId ? [asset.currentJobId] : [])]));
  const output = published?.find((candidate) => candidate.name === name);
  if (!job || !output) return err(notFound(`The asset has no output "${name}" yet.`));
  if (output.kind !== 'tier' && output.kind !== 'frames') {
    const message = `Only tiers and frames can be replaced by a file; "${name}" is a ${output.kind}.`;
    return err(failure('REPLACEMENT_REFUSED', 'bad-input', message));
  }
  return ok({ asset, jobs, job, output });
};

/** A job that is made again takes the place of those under way. */
const refuseReplacing = (
  tx: StoreOperations,
  { refuseBeyondQuota }: ReplaceContext,
  { asset, jobs }: Replaceable,
  moreBytes: number,
): Promise<Failure | undefined> =>
  refuseBeyondQuota(tx, asset.ownerId, { bytes: Math.max(0, moreBytes), jobs: jobs.some(isOpen) ? 0 : 1 });

const isOpen = (job: JobRecord): boolean => job.finishedAtMs === null;

/** What was under way is made of other files by now. */
const makeAgain = async (
  tx: StoreOperations,
  emit: Emit,
  context: AdvanceContext,
  { asset, jobs, job }: Replaceable,
): Promise<void> => {
  for (const { id } of jobs.filter(isOpen)) await endJob(tx, emit, context.nowMs(), id, 'cancelled', null);
  const recipe = { name: job.recipeName, recipe: job.recipe };
  await insertJob(tx, emit, context, asset, recipe, { priority: job.priority, completes: null });
};

/** Whether the file can stand there as it is. What is read of it, the job that follows takes from the cache. */
const checkFile = async (
  context: RunContext,
  { job, output }: Replaceable,
  digest: Digest,
  signal: AbortSignal,
): Promise<Result<void>> => {
  if (output.kind === 'frames') {
    const accepted = await acceptFrames(context, digest, signal);
    if (!accepted.ok) return accepted;
    const wanted = job.recipe.outputs.filter(({ name }) => name === output.name);
    const placed = placeFrames({ outputs: wanted }, accepted.value.facts);
    if (placed.ok) return ok(undefined);
    // What was read of it names its bytes.
    await context.store.direct.artifacts.sweep();
    return placed;
  }
  const probe = await probeBlob(context, digest, signal);
  if (!probe.ok) return probe;
  const refused = refuseReplacement(probe.value);
  return refused ? err(refused) : ok(undefined);
};

/** The step a job would run first, taken from the cache by the job that follows. */
const probeBlob = async (
  context: RunContext,
  digest: Digest,
  signal: AbortSignal,
): Promise<Result<Probe>> => {
  const known = stepFingerprint(context, { kind: 'probe', params: PROBE_PARAMS }, { source: digest });
  const step = { kind: 'probe', params: PROBE_PARAMS, source: { digest }, known, signal } as const;
  const made = await runAlone(context, step);
  return made.ok ? ok(SourceFactsSchema.parse(made.value.facts).probe) : made;
};

const notFound = (message: string) => failure('NOT_FOUND', 'bad-input', message);
