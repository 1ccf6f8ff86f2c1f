import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ByteRange,
  type Digest,
  err,
  failure,
  ok,
  type Result,
  type StepKindName,
  type StepParamsByKind,
} from '@reelmill/core';
import type { stepFingerprint } from '../jobs/advance-job.ts';
import type { ArtifactRecord } from '../ports/index.ts';
import type { StepKind, StepTools } from '../steps/step-kind.ts';
import { asArtifact } from './commit-steps.ts';
import { createBlobKeeper } from './keep-blob.ts';
import { openFile } from './resolve-inputs.ts';
import type { RunContext } from './run-context.ts';
import { runOnFiles } from './run-on-files.ts';
import { failureOfSystemError } from './system-error.ts';

interface LoneStep<K extends StepKindName> {
  readonly kind: K;
  readonly params: StepParamsByKind[K];
  /** What it is made of, and what of that is read; all unless given. */
  readonly source: { readonly digest: Digest; readonly bytes?: readonly ByteRange[] | undefined };
  readonly known: ReturnType<typeof stepFingerprint>;
  readonly signal: AbortSignal;
}

/** Runs a step outside of any job, while somebody waits, and files its result in the action cache (docs/decisions/0019). */
export const runAlone = async <K extends StepKindName>(
  context: RunContext,
  { kind, params, source, known: { text, fingerprint }, signal }: LoneStep<K>,
): Promise<Result<ArtifactRecord>> => {
  const { store, blobs, toolchain, deriveKey, log } = context;
  const workFolder = join(context.workFolder, `${kind}.${fingerprint}`);
  const keeper = createBlobKeeper(context);
  const tools: StepTools = {
    ...{ workFolder, toolchain, deriveKey, signal, keep: keeper.keep },
    onProgress: () => {},
  };
  try {
    const stepKind: StepKind<K> = context.stepKinds[kind];
    const made = await runOnFiles(stepKind, tools, async (extent) => {
      const file = await openFile(blobs, source, extent);
      return file.ok ? ok([{ params, inputs: { source: file.value } }]) : file;
    });
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
    if (signal.aborted) return err(failure('CANCELLED', 'cancelled', 'What was asked for was stopped.'));
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
