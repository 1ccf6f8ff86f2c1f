import type { JobStage, StepState } from '../api/job.ts';
import type { StepKindName } from '../steps/step-params.ts';

export interface StepProgress {
  readonly kind: StepKindName;
  readonly state: StepState;
  /** Share of this step that is done, 0 to 1. */
  readonly progress: number;
  /** Estimated work in CPU seconds: the weight. */
  readonly work: number;
}

/** What the probe is worth before the plan, and so its weight, is known. */
const CHECKING_SHARE = 0.02;
/** Only success shows 100 %. */
const ALMOST_DONE = 0.99;

const isDone = (step: StepProgress): boolean => step.state === 'executed' || step.state === 'cached';
const doneShare = (step: StepProgress): number =>
  isDone(step) ? 1 : Math.min(1, Math.max(0, step.progress));

/**
 * Share of a job that is done, 0 to 1, weighted by work and never below `before`.
 * It reaches 1 only when `succeeded`.
 */
export const jobProgress = (job: {
  readonly steps: readonly StepProgress[];
  /** False while only the probe is known. */
  readonly planned: boolean;
  readonly succeeded: boolean;
  readonly before: number;
}): number => {
  if (job.succeeded) return 1;
  const share = job.planned ? CHECKING_SHARE + (1 - CHECKING_SHARE) * weightedShare(job.steps) : 0;
  return Math.max(Math.min(job.before, ALMOST_DONE), Math.min(share, ALMOST_DONE));
};

const weightedShare = (steps: readonly StepProgress[]): number => {
  const total = steps.reduce((sum, step) => sum + step.work, 0);
  const done = steps.reduce((sum, step) => sum + step.work * doneShare(step), 0);
  return total > 0 ? done / total : 0;
};

/**
 * Seconds left, from the speed measured so far. Cached steps count as done but not as speed: they cost nothing.
 * Null until enough is measured to say something honest.
 */
export const etaSeconds = (steps: readonly StepProgress[], elapsedSeconds: number): number | null => {
  const executed = steps
    .filter((step) => step.state !== 'cached')
    .reduce((sum, step) => sum + step.work * doneShare(step), 0);
  const left = steps.reduce((sum, step) => sum + step.work * (1 - doneShare(step)), 0);
  const total = steps.reduce((sum, step) => sum + step.work, 0);
  if (elapsedSeconds < 0.5 || executed === 0 || executed < total * 0.01) return null;
  return Math.round((left / executed) * elapsedSeconds * 10) / 10;
};

/** What a person is told the job is doing. */
export const jobStage = (steps: readonly StepProgress[], planned: boolean): JobStage => {
  if (steps.every((step) => step.state === 'waiting' || step.state === 'ready')) return 'waiting';
  if (!planned) return 'checking';
  const open = steps.filter((step) => !isDone(step));
  if (open.length === 0) return 'done';
  const encodes = open.filter((step) => step.kind === 'encode-video' || step.kind === 'encode-audio');
  if (encodes.length === 0) return open.some((step) => step.kind === 'still') ? 'preparing' : 'packaging';
  const started = encodes.some((step) => step.progress > 0) || encodes.length < countEncodes(steps);
  return started ? 'encoding' : 'preparing';
};

const countEncodes = (steps: readonly StepProgress[]): number =>
  steps.filter((step) => step.kind === 'encode-video' || step.kind === 'encode-audio').length;
