import { type Failure, type FailureReason, offHardware } from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { addWarnings, advanceJob } from '../jobs/advance-job.ts';
import { announceSteps } from '../jobs/announce.ts';
import type { StepRecord, StoreOperations } from '../ports/index.ts';
import type { RunContext } from './run-context.ts';

/** What has nothing to do with how pictures are encoded. */
const INNOCENT: ReadonlySet<FailureReason> = new Set(['cancelled', 'no-space', 'worker-lost', 'bug']);

/**
 * A chip that failed is not asked again by this job: what it was to make, and what it made for outputs that are not ready,
 * is made by software, because the chunks of a video share one set of headers. As these are other steps with other
 * fingerprints, nothing that software made is ever taken for the chip's (docs/decisions/0033). False when no chip was at
 * work; nothing changed then.
 */
export const leaveHardware = async (
  tx: StoreOperations,
  emit: Emit,
  context: RunContext,
  failed: readonly StepRecord[],
  error: Failure,
): Promise<boolean> => {
  const [first] = failed;
  if (!first || INNOCENT.has(error.reason) || !failed.some(offHardware)) return false;
  const { jobId } = first;
  const steps = await tx.steps.ofJob(jobId);
  const isHeld = steps.some(
    ({ key, epoch, state }) => key === first.key && epoch === first.epoch && state === 'running',
  );
  if (!isHeld) return true;
  const nowMs = context.nowMs();
  const again = [
    ...withWhatFollows(
      steps.filter((step) => offHardware(step) && isWanted(step, steps)),
      steps,
    ),
  ];
  for (const step of again) {
    const isFailed = failed.some(({ key }) => key === step.key);
    await tx.steps.update(jobId, step.key, { ...offHardware(step), ...asNew(step) }, { epoch: step.epoch });
    if (step.state !== 'running') continue;
    await tx.attempts.finish(jobId, step.key, step.epoch, {
      finishedAtMs: nowMs,
      outcome: isFailed ? 'failed' : 'cancelled',
      error: isFailed ? error : null,
    });
  }
  await addWarnings(tx, jobId, [
    `The hardware encoder failed, so software encoded the video. ${error.message}`,
  ]);
  await announceSteps(
    tx,
    emit,
    jobId,
    failed.map((step) => step.key),
  );
  await advanceJob(tx, emit, context, jobId);
  return true;
};

/** As if it had never run. An attempt that is still at it holds an epoch that is over. */
const asNew = (step: StepRecord): Partial<StepRecord> => ({
  ...{ state: 'waiting', progress: 0, fingerprint: null, artifactDigest: null, epoch: step.epoch + 1 },
  ...{
    workerId: null,
    leaseExpiresAtMs: null,
    notBeforeMs: 0,
    error: null,
    startedAtMs: null,
    finishedAtMs: null,
  },
});

const takes = (step: StepRecord, key: string): boolean =>
  Object.values(step.inputs).some(
    (input) => typeof input === 'object' && 'step' in input && input.step === key,
  );

const isDone = ({ state }: StepRecord): boolean => state === 'executed' || state === 'cached';

/** Not everything that is put together of it is there. */
const isWanted = ({ key }: StepRecord, steps: readonly StepRecord[]): boolean =>
  steps.some((step) => step.kind !== 'encode-video' && takes(step, key) && !isDone(step));

/** These steps, and all that are made of what they make. */
const withWhatFollows = (
  begun: readonly StepRecord[],
  steps: readonly StepRecord[],
): ReadonlySet<StepRecord> => {
  const found = new Set(begun);
  // A set goes on to what is added while it is walked.
  for (const { key } of found) for (const step of steps) if (takes(step, key)) found.add(step);
  return found;
};
