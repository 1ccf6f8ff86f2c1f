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
    else if (!result.ok) await failStep(context, step, 'failed', result.error);
    else await commitStep(context, step, result.value);
    crashPoint('attempt.committed');
  } catch (error) {
    // Whatever an aborted step throws is only about having been aborted.
    if (signal.aborted) return await releaseStep(context, step);
    context.log.error({ err: error, jobId: step.jobId, step: step.key }, 'step threw');
    await failStep(context, step, 'failed', bugFailure()).catch((second: unknown) =>
      context.log.error({ err: second, jobId: step.jobId }, 'the failure could not be kept'),
    );
  } finally {
    lease.release();
    await cleanUp(context, workFolder, keeper);
  }
};

/** What cannot be cleaned now is cleaned at the next start. */
const cleanUp = async (
  context: RunContext,
  workFolder: string,
  keeper: ReturnType<typeof createBlobKeeper>,
): Promise<void> => {
  try {
    await rm(workFolder, { recursive: true, force: true });
    await keeper.release();
    crashPoint('attempt.cleaned');
  } catch (error) {
    context.log.warn({ err: error }, 'an attempt could not be cleaned up');
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
