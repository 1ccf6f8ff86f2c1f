import { canonicalJson } from '@reelmill/core';
import { sha256OfBytes } from '../identity/sha256.ts';
import { addWarnings, advanceJob, inputDigests, stepFingerprint, takeCached } from '../jobs/advance-job.ts';
import { announceStep } from '../jobs/announce.ts';
import { publishOutput } from '../jobs/publish-output.ts';
import { type ArtifactRecord, crashPoint, type StepRecord } from '../ports/index.ts';
import type { StepResult } from '../steps/step-kind.ts';
import type { RunContext } from './run-context.ts';

/**
 * DESIGN §4.5: the bytes are durable already; one transaction makes them the step's result, fills the cache, publishes
 * what the user asked for and moves the job on. False when this attempt no longer holds the step: nothing changed then.
 */
export const commitStep = (context: RunContext, step: StepRecord, result: StepResult): Promise<boolean> => {
  const artifact = asArtifact(result);
  return context.commit(async (tx, emit) => {
    const nowMs = context.nowMs();
    const job = await tx.jobs.get(step.jobId);
    if (!job) return false;
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
    if (!held) return false;
    if (job.error) await tx.jobs.update(job.id, { error: null });
    await tx.artifacts.put(artifact);
    crashPoint('commit.before');
    const inputs = await inputDigests(tx, job, step, await tx.steps.ofJob(job.id));
    if (!inputs) throw new Error(`step ${step.key} ran without its inputs`);
    const { text, fingerprint } = stepFingerprint(context, step, inputs);
    await tx.cache.put({
      fingerprint,
      artifactDigest: artifact.digest,
      kind: step.kind,
      record: text,
      warnings: result.warnings,
      createdAtMs: nowMs,
    });
    await tx.attempts.finish(step.jobId, step.key, step.epoch, {
      finishedAtMs: nowMs,
      outcome: 'executed',
      error: null,
    });
    await addWarnings(tx, job.id, result.warnings);
    await announceStep(tx, emit, job.id, step.key);
    if (step.publishes) await publishOutput(tx, emit, nowMs, job, step.publishes, artifact.digest);
    await advanceJob(tx, emit, context, job.id);

    // The same work may be due in other jobs: it is done there too.
    const hit = await tx.cache.get(fingerprint);
    for (const twin of hit ? await tx.steps.readyWith(fingerprint) : []) {
      const twinJob = await tx.jobs.get(twin.jobId);
      if (!hit || !twinJob) continue;
      await takeCached(tx, emit, nowMs, twinJob, twin, hit);
      await advanceJob(tx, emit, context, twin.jobId);
    }
    return true;
  });
};

const asArtifact = ({ entries, facts }: StepResult): ArtifactRecord => {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { digest: sha256OfBytes(canonicalJson({ entries: sorted, facts })), entries: sorted, facts };
};
