import type { Attempt, Job, JobSummary, Step } from '@reelmill/core';
import { playableOf } from '../live/playable.ts';
import type { AssetRecord, AttemptRecord, JobRecord, StepRecord, StoreOperations } from '../ports/index.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/** Jobs as lists show them. `assets` saves looking them up again where the caller has them. */
export const jobSummaries = async (
  tx: StoreOperations,
  jobs: readonly JobRecord[],
  assets: ReadonlyMap<string, AssetRecord> = new Map(),
): Promise<readonly JobSummary[]> => {
  const counts = new Map(
    (await tx.steps.countsOf(jobs.map((job) => job.id))).map((count) => [count.jobId, count]),
  );
  const summaries: JobSummary[] = [];
  for (const job of jobs) {
    const asset = assets.get(job.assetId) ?? (await tx.assets.get(job.assetId));
    const { total = 0, executed = 0, cached = 0, failed = 0 } = counts.get(job.id) ?? {};
    summaries.push({
      id: job.id,
      assetId: job.assetId,
      assetName: asset?.name ?? '',
      recipeName: job.recipeName,
      priority: job.priority,
      state: job.state,
      stage: job.stage,
      progress: job.progress,
      etaSeconds: job.etaSeconds,
      error: job.error,
      warnings: [...job.warnings],
      playable: asset ? await playableOf(tx, job, asset) : null,
      steps: { total, executed, cached, failed },
      createdAt: iso(job.createdAtMs),
      startedAt: isoOrNull(job.startedAtMs),
      finishedAt: isoOrNull(job.finishedAtMs),
    });
  }
  return summaries;
};

export const jobSummary = async (tx: StoreOperations, id: string): Promise<JobSummary | undefined> => {
  const job = await tx.jobs.get(id);
  return job && (await jobSummaries(tx, [job]))[0];
};

/** A job with every step and every try. */
export const jobView = async (tx: StoreOperations, id: string): Promise<Job | undefined> => {
  const job = await tx.jobs.get(id);
  const summary = job && (await jobSummaries(tx, [job]))[0];
  if (!job || !summary) return undefined;
  const steps = await tx.steps.ofJob(id);
  const attempts = await tx.attempts.ofJob(id);
  const totalWork = steps.reduce((sum, step) => sum + step.work, 0);
  return {
    ...summary,
    recipe: job.recipe,
    notes: [...job.notes],
    stepDetails: steps.map((step) => stepView(step, totalWork, attempts)),
  };
};

export const stepView = (step: StepRecord, totalWork: number, attempts: readonly AttemptRecord[]): Step => ({
  key: step.key,
  kind: step.kind,
  lane: step.lane,
  state: step.state,
  progress: step.progress,
  weight: totalWork > 0 ? Math.min(1, step.work / totalWork) : 0,
  fingerprint: step.fingerprint,
  artifactDigest: step.artifactDigest,
  attempts: attempts.filter((attempt) => attempt.stepKey === step.key).map(attemptView),
  error: step.error,
  startedAt: isoOrNull(step.startedAtMs),
  finishedAt: isoOrNull(step.finishedAtMs),
});

const attemptView = (attempt: AttemptRecord): Attempt => ({
  epoch: attempt.epoch,
  startedAt: iso(attempt.startedAtMs),
  finishedAt: isoOrNull(attempt.finishedAtMs),
  outcome: attempt.outcome,
  error: attempt.error,
});
