import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { err, failure, ok, type Result, type StepKindName } from '@reelmill/core';
import type { stepFingerprint } from '../jobs/advance-job.ts';
import type { ArtifactRecord } from '../ports/index.ts';
import { isSound, type StepKind, type StepTask } from '../steps/step-kind.ts';
import { asArtifact } from './commit-steps.ts';
import { createBlobKeeper } from './keep-blob.ts';
import type { RunContext } from './run-context.ts';
import { failureOfSystemError } from './system-error.ts';

interface LoneStep<K extends StepKindName> {
  readonly kind: K;
  readonly task: StepTask<K>;
  /** What it is run on again when its result is doubtful. */
  readonly inDoubt?: (() => Promise<Result<StepTask<K>>>) | undefined;
  readonly known: ReturnType<typeof stepFingerprint>;
  readonly signal: AbortSignal;
}

/** Runs a step outside of any job, while somebody waits, and files its result in the action cache (docs/decisions/0019). */
export const runAlone = async <K extends StepKindName>(
  context: RunContext,
  { kind, task, inDoubt, known: { text, fingerprint }, signal }: LoneStep<K>,
): Promise<Result<ArtifactRecord>> => {
  const { store, toolchain, deriveKey, log } = context;
  const workFolder = join(context.workFolder, `${kind}.${fingerprint}`);
  const keeper = createBlobKeeper(context);
  try {
    await mkdir(workFolder, { recursive: true });
    const stepKind: StepKind<K> = context.stepKinds[kind];
    const run = (given: StepTask<K>) =>
      stepKind.run({
        ...{ tasks: [given], workFolder, toolchain, deriveKey, signal, keep: keeper.keep },
        onProgress: () => {},
      });
    let made = await run(task);
    if (inDoubt && !isSound(made) && !signal.aborted) {
      const better = await inDoubt();
      if (!better.ok) return better;
      made = await run(better.value);
    }
    if (!made.ok) return made;
    const [result] = made.value;
    if (!result) throw new Error(`a step was run without a result: ${kind}`);
    const artifact = asArtifact(result);
    await store.transaction(
      async (tx) => {
        await tx.artifacts.put(artifact);
        await tx.cache.put({
          ...{ fingerprint, record: text, kind, artifactDigest: artifact.digest },
          ...{ warnings: result.warnings, createdAtMs: context.nowMs() },
        });
      },
      // A power cut that takes it back costs one run.
      { durable: false },
    );
    return ok(artifact);
  } catch (error) {
    const problem = failureOfSystemError(error);
    if (problem) return err(problem);
    log.error({ err: error }, `a step outside of a job could not be run: ${kind}`);
    const message = 'What was asked for could not be made; the log has the details.';
    return err(failure('INTERNAL', 'bug', message));
  } finally {
    await rm(workFolder, { recursive: true, force: true });
    await keeper.release();
  }
};
