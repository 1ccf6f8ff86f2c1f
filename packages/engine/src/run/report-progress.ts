import { etaSeconds, jobProgress, jobStage } from '@reelmill/core';
import { announceJob } from '../jobs/announce.ts';
import { crashPoint, type StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/** A job says something at every such share of its work, or when its stage changes. */
const REPORT_EVERY = 0.02;

/**
 * Turns an attempt's own progress into the job's and sends it on when it moved enough. One report is in flight at a time;
 * newer ones replace those that wait. Nothing is written with an fsync: losing the last percent costs nobody anything.
 */
export const createProgressReporter = (context: RunContext, running: readonly StepRecord[]) => {
  const jobId = running[0]?.jobId ?? '';
  const isOurs = (key: string): boolean => running.some((step) => step.key === key);
  let latest = 0;
  let inFlight: Promise<void> | undefined;
  let waiting = false;

  const report = async (): Promise<void> => {
    const job = await context.store.direct.jobs.get(jobId);
    if (job?.state !== 'running') return;
    const steps = (await context.store.direct.steps.outline(jobId)).map((other) =>
      isOurs(other.key) ? { ...other, progress: Math.max(other.progress, latest) } : other,
    );
    const progress = jobProgress({ steps, planned: job.planned, succeeded: false, before: job.progress });
    const stage = jobStage(steps, job.planned);
    if (progress < job.progress + REPORT_EVERY && stage === job.stage) return;
    await context.commit(
      async (tx, emit) => {
        for (const { key, epoch } of running) {
          const patch = { progress: latest };
          if (!(await tx.steps.update(jobId, key, patch, { epoch, states: ['running'] }))) return;
        }
        const elapsedSeconds = (context.nowMs() - (job.startedAtMs ?? context.nowMs())) / 1000;
        await tx.jobs.update(jobId, { progress, stage, etaSeconds: etaSeconds(steps, elapsedSeconds) }, [
          'running',
        ]);
        await announceJob(tx, emit, jobId, 'job.progress');
      },
      { durable: false },
    );
    crashPoint('attempt.progress-kept');
  };

  const pump = async (): Promise<void> => {
    while (waiting) {
      waiting = false;
      await report();
    }
    inFlight = undefined;
  };

  return {
    update: (share: number): void => {
      const bounded = Math.min(1, Math.max(0, share));
      if (!(bounded > latest)) return;
      latest = bounded;
      waiting = true;
      inFlight ??= pump().catch((error: unknown) => {
        inFlight = undefined;
        context.log.error({ err: error, jobId }, 'progress could not be kept');
      });
    },
    /** Resolves when nothing is in flight. */
    settled: async (): Promise<void> => {
      await inFlight;
    },
  };
};
