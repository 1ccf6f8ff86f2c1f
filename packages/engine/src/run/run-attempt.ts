import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failure, type Result, type StepKindName } from '@reelmill/core';
import { inputDigests } from '../jobs/advance-job.ts';
import { crashPoint, type StepRecord } from '../ports/index.ts';
import type { ResolvedInput, StepKind, StepResult } from '../steps/step-kind.ts';
import { commitStep } from './commit-step.ts';
import { failStep } from './fail-step.ts';
import { holdLease } from './hold-lease.ts';
import { createBlobKeeper } from './keep-blob.ts';
import { onceThereIsSpace } from './once-there-is-space.ts';
import { releaseStep } from './release-step.ts';
import { createProgressReporter } from './report-progress.ts';
import type { RunContext } from './run-context.ts';
import { failureOfSystemError } from './system-error.ts';

/**
 * One try of a step: resolve inputs → run in a folder of its own → verify (the kind does) → commit or fail → clean up.
 * Never rejects; `stop` leaves the step for the next start.
 */
export const runAttempt = async (context: RunContext, step: StepRecord, stop: AbortSignal): Promise<void> => {
  const workFolder = join(context.workFolder, `${step.jobId}.${step.key}.${step.epoch}`);
  const lease = holdLease(context, step);
  const signal = AbortSignal.any([stop, lease.lost]);
  const keeper = createBlobKeeper(context);
  const progress = createProgressReporter(context, step);
  try {
    crashPoint('attempt.started');
    const result = await attempt(context, step, workFolder, signal, keeper.keep, progress.update);
    await progress.settled();
    crashPoint('attempt.verified');
    // Re-checked after the work: a step that was cancelled, lost or stopped commits and fails nothing.
    if (signal.aborted) await releaseStep(context, step);
    else if (!result.ok)
      await onceThereIsSpace(() => failStep(context, step, 'failed', result.error), signal);
    else await onceThereIsSpace(() => commitStep(context, step, result.value), signal);
    crashPoint('attempt.committed');
  } catch (error) {
    // Whatever an aborted step throws is only about having been aborted.
    if (signal.aborted) return await cleanly(context, () => releaseStep(context, step));
    context.log.error({ err: error, jobId: step.jobId, step: step.key }, 'step threw');
    const known = failureOfSystemError(error) ?? bugFailure();
    await cleanly(context, () => onceThereIsSpace(() => failStep(context, step, 'failed', known), signal));
  } finally {
    lease.release();
    await cleanly(context, keeper.release);
    crashPoint('attempt.cleaned');
  }
};

/** What cannot be put in order now is put in order at the next start. */
const cleanly = async (context: RunContext, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    context.log.warn({ err: error }, 'an attempt could not be ended cleanly');
  }
};

const bugFailure = (): Failure =>
  failure(
    'INTERNAL',
    'bug',
    'Something went wrong inside Reelmill while running this step; the log has the details.',
  );

const attempt = async (
  context: RunContext,
  step: StepRecord,
  workFolder: string,
  signal: AbortSignal,
  keep: ReturnType<typeof createBlobKeeper>['keep'],
  onProgress: (share: number) => void,
): Promise<Result<StepResult>> => {
  try {
    const inputs = await resolveInputs(context, step);
    if (!inputs.ok) return inputs;
    await mkdir(workFolder, { recursive: true });
    crashPoint('attempt.folder-made');
    // Re-checked here: an abort that came before the step listens would never be heard.
    signal.throwIfAborted();
    // The row's kind decides which parameters it holds; the plan that wrote both is typed.
    const kind = context.stepKinds[step.kind] as StepKind<StepKindName>;
    return await kind.run({
      params: step.params as never,
      inputs: inputs.value,
      workFolder,
      toolchain: context.toolchain,
      signal,
      onProgress,
      keep,
    });
  } catch (error) {
    const known = failureOfSystemError(error);
    if (known) return { ok: false, error: known };
    throw error;
  } finally {
    // Before anything is written down: on a full disk these files are what stands in the way.
    await cleanly(context, () => rm(workFolder, { recursive: true, force: true }));
  }
};

const resolveInputs = async (
  context: RunContext,
  step: StepRecord,
): Promise<Result<Readonly<Record<string, ResolvedInput>>>> => {
  const { direct } = context.store;
  const job = await direct.jobs.get(step.jobId);
  const digests = job && (await inputDigests(direct, job, step, await direct.steps.ofJob(step.jobId)));
  if (!digests) throw new Error(`step ${step.key} was claimed before its inputs were there`);
  const inputs: Record<string, ResolvedInput> = {};
  for (const [name, digest] of Object.entries(digests)) {
    if (step.inputs[name] === 'source') {
      const path = await context.blobs.localPath(digest);
      if (path === undefined) return missing(digest);
      inputs[name] = { type: 'source', digest, path };
    } else {
      const artifact = await direct.artifacts.get(digest);
      if (!artifact) return missing(digest);
      inputs[name] = { type: 'artifact', artifact };
    }
  }
  return { ok: true, value: inputs };
};

const missing = (digest: string): Result<never> => ({
  ok: false,
  error: failure(
    'BLOB_MISSING',
    'bad-input',
    'Bytes this step needs are gone from the store; upload the file again.',
    {
      digest,
    },
  ),
});
