import { canonicalJson } from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { sha256OfBytes } from '../identity/sha256.ts';
import {
  addWarnings,
  advanceJob,
  inputContents,
  madeFor,
  stepFingerprint,
  takeCached,
} from '../jobs/advance-job.ts';
import { announceSteps } from '../jobs/announce.ts';
import { publishOutput } from '../jobs/publish-output.ts';
import {
  type ArtifactRecord,
  type CacheRecord,
  crashPoint,
  type JobRecord,
  type StepRecord,
  type StoreOperations,
} from '../ports/index.ts';
import type { StepResult } from '../steps/step-kind.ts';
import type { RunContext } from './run-context.ts';

/**
 * DESIGN §4.5: the bytes are durable already; one transaction makes them the steps' results, fills the cache, publishes
 * what the user asked for and moves the job on. A step this attempt no longer holds is left as it is.
 */
export const commitSteps = (
  context: RunContext,
  steps: readonly StepRecord[],
  results: readonly StepResult[],
): Promise<void> => {
  const artifacts = results.map(asArtifact);
  return context.commit(async (tx, emit) => {
    const nowMs = context.nowMs();
    const job = steps[0] && (await tx.jobs.get(steps[0].jobId));
    if (!job) return;
    const made: CacheRecord[] = [];
    const committed: string[] = [];
    for (const [index, step] of steps.entries()) {
      const [result, artifact] = [results[index], artifacts[index]];
      if (!result || !artifact) throw new Error(`step ${step.key} was run without a result`);
      const entry = await commitStep(tx, emit, context, { nowMs, job, step, result, artifact });
      if (!entry) continue;
      made.push(entry);
      committed.push(step.key);
    }
    if (made.length === 0) return;
    await announceSteps(tx, emit, job.id, committed);
    await advanceJob(tx, emit, context, job.id);
    for (const entry of made) await finishTwins(tx, emit, context, nowMs, entry);
  });
};

/** Undefined when this attempt no longer holds the step: nothing changed then. */
const commitStep = async (
  tx: StoreOperations,
  emit: Emit,
  context: RunContext,
  done: {
    readonly nowMs: number;
    readonly job: JobRecord;
    readonly step: StepRecord;
    readonly result: StepResult;
    readonly artifact: ArtifactRecord;
  },
): Promise<CacheRecord | undefined> => {
  const { nowMs, job, step, result, artifact } = done;
  const held = await tx.steps.update(
    step.jobId,
    step.key,
    {
      state: 'executed',
      artifactDigest: artifact.digest,
      progress: 1,
      finishedAtMs: nowMs,
      leaseExpiresAtMs: null,
      error: null,
    },
    { epoch: step.epoch, states: ['running'] },
  );
  if (!held) return undefined;
  if (job.error) await tx.jobs.update(job.id, { error: null });
  await tx.artifacts.put(artifact);
  crashPoint('commit.before');
  const inputs = await inputContents(tx, job, step, await madeFor(tx, step));
  if (!inputs) throw new Error(`step ${step.key} ran without its inputs`);
  const { text, fingerprint } = stepFingerprint(context, step, inputs);
  const entry: CacheRecord = {
    fingerprint,
    artifactDigest: artifact.digest,
    kind: step.kind,
    record: text,
    warnings: result.warnings,
    createdAtMs: nowMs,
  };
  if (!context.stepKinds[step.kind].usesSecret) await tx.cache.put(entry);
  await tx.attempts.finish(step.jobId, step.key, step.epoch, {
    finishedAtMs: nowMs,
    outcome: 'executed',
    error: null,
  });
  await addWarnings(tx, job.id, result.warnings);
  if (step.publishes) await publishOutput(tx, emit, nowMs, job, step.publishes, artifact.digest);
  return entry;
};

/** The same work may be due in other jobs: it is done there too. */
const finishTwins = async (
  tx: StoreOperations,
  emit: Emit,
  context: RunContext,
  nowMs: number,
  entry: CacheRecord,
): Promise<void> => {
  for (const twin of await tx.steps.readyWith(entry.fingerprint)) {
    const job = await tx.jobs.get(twin.jobId);
    if (!job) continue;
    await takeCached(tx, emit, nowMs, job, twin, entry);
    await advanceJob(tx, emit, context, twin.jobId);
  }
};

/** A step's result as the store keeps it: the same files and facts have the same digest. */
export const asArtifact = ({ entries, facts }: StepResult): ArtifactRecord => {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { digest: sha256OfBytes(canonicalJson({ entries: sorted, facts })), entries: sorted, facts };
};
