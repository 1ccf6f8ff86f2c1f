import { etaSeconds, jobProgress, jobStage } from '@reelmill/core';
import { announceJob } from '../jobs/announce.ts';
import { crashPoint, type StepRecord } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/** A job says something at every such share of its work, or when its stage changes. */
const REPORT_EVERY = 0.02;

/**
 * Turns a step's own progress into the job's and sends it on when it moved enough. One report is in flight at a time;
 * newer ones replace those that wait. Nothing is written with an fsync: losing the last percent costs nobody anything.
 */
export const createProgressReporter = (context: RunContext, step: StepRecord) => {
  let latest = 0;
  let inFlight: Promise<void> | undefined;
  let waiting = false;

  const report = async (): Promise<void> => {
    const job = await context.store.direct.jobs.get(step.jobId);
    if (job?.state !== 'running') return;
    const steps = (await context.store.direct.steps.ofJob(step.jobId)).map((other) =>
      other.key === step.key ? { ...other, progress: Math.max(other.progress, latest) } : other,
    );
    const progress = jobProgress({ steps, planned: job.planned, succeeded: false, before: job.progress });
    const stage = jobStage(steps, job.planned);
    if (progress < job.progress + REPORT_EVERY && stage === job.stage) return;
    await context.commit(
      async (tx, emit) => {
        const held = await tx.steps.update(
          step.jobId,
          step.key,
          { progress: latest },
          { epoch: step.epoch, states: ['running'] },
        );
        if (!held) return;
        const elapsedSeconds = (context.nowMs() - (job.startedAtMs ?? context.nowMs())) / 1000;
        await tx.jobs.update(step.jobId, { progress, stage, etaSeconds: etaSeconds(steps, elapsedSeconds) }, [
          'running',
        ]);
        await announceJob(tx, emit, step.jobId, 'job.progress');
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
        context.log.error({ err: error, jobId: step.jobId }, 'progress could not be kept');
      });
    },
    /** Resolves when nothing is in flight. */
    settled: async (): Promise<void> => {
      await inFlight;
    },
  };
};
