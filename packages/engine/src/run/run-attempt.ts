import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failure, ok, type Result, type StepKindName } from '@reelmill/core';
import { crashPoint, type StepRecord } from '../ports/index.ts';
import type { StepKind, StepResult, StepTask, StepTools } from '../steps/step-kind.ts';
import { commitSteps } from './commit-steps.ts';
import { failSteps } from './fail-steps.ts';
import { holdLease } from './hold-lease.ts';
import { createBlobKeeper } from './keep-blob.ts';
import { onceThereIsSpace } from './once-there-is-space.ts';
import { releaseSteps } from './release-steps.ts';
import { createProgressReporter } from './report-progress.ts';
import { resolveInputs } from './resolve-inputs.ts';
import type { RunContext } from './run-context.ts';
import { runOnFiles } from './run-on-files.ts';
import { failureOfSystemError } from './system-error.ts';
import { withMemory } from './with-memory.ts';

/**
 * One try of a step, or of several of a batch: resolve inputs → run in a folder of its own → verify (the kind does) → commit or fail → clean up.
 * Never rejects; `stop` leaves the steps for the next start.
 */
export const runAttempt = async (
  context: RunContext,
  steps: readonly StepRecord[],
  stop: AbortSignal,
): Promise<void> => {
  const [step] = steps;
  if (!step) throw new Error('an attempt is of one step at least');
  const workFolder = join(context.workFolder, `${step.jobId}.${step.key}.${step.epoch}`);
  const lease = holdLease(context, steps);
  const signal = AbortSignal.any([stop, lease.lost]);
  const keeper = createBlobKeeper(context);
  const progress = createProgressReporter(context, steps);
  try {
    crashPoint('attempt.started');
    const tools: StepTools = {
      workFolder,
      signal,
      toolchain: context.toolchain,
      deriveKey: context.deriveKey,
      keep: keeper.keep,
      onProgress: progress.update,
    };
    const result = await withMemory(context, steps, signal, () => attempt(context, steps, tools));
    await progress.settled();
    crashPoint('attempt.verified');
    // Re-checked after the work: a step that was cancelled, lost or stopped commits and fails nothing.
    if (signal.aborted) await releaseSteps(context, steps);
    else if (!result.ok)
      await onceThereIsSpace(() => failSteps(context, steps, 'failed', result.error), signal);
    else await onceThereIsSpace(() => commitSteps(context, steps, result.value), signal);
    crashPoint('attempt.committed');
  } catch (error) {
    // Whatever an aborted step throws is only about having been aborted.
    if (signal.aborted) return await cleanly(context, () => releaseSteps(context, steps));
    context.log.error({ err: error, jobId: step.jobId, step: step.key }, 'step threw');
    const known = failureOfSystemError(error) ?? bugFailure();
    await cleanly(context, () => onceThereIsSpace(() => failSteps(context, steps, 'failed', known), signal));
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
  steps: readonly StepRecord[],
  tools: StepTools,
): Promise<Result<readonly StepResult[]>> => {
  const kind = context.stepKinds[steps[0]?.kind as StepKindName] as StepKind<StepKindName>;
  try {
    return await runOnFiles(kind, tools, async (extent) => {
      const inputs = await resolveInputs(context, steps, extent);
      if (!inputs.ok) return inputs;
      return ok(
        steps.map(
          ({ params }, index): StepTask<StepKindName> => ({
            // The row's kind decides which parameters it holds; the plan that wrote both is typed.
            params: params as never,
            inputs: inputs.value[index] ?? {},
          }),
        ),
      );
    });
  } catch (error) {
    const known = failureOfSystemError(error);
    if (known) return { ok: false, error: known };
    throw error;
  } finally {
    // Before anything is written down: on a full disk these files are what stands in the way.
    await cleanly(context, () => rm(tools.workFolder, { recursive: true, force: true }));
  }
};
