import { stat } from 'node:fs/promises';
import {
  compareFingerprints,
  type Digest,
  err,
  type FieldChange,
  type FingerprintRecord,
  failure,
  fileOfInput,
  ok,
  type Result,
  type StepKindName,
} from '@reelmill/core';
import type { Toolchain } from '@reelmill/ffmpeg';
import { sha256OfBytes, sha256OfFile } from '../identity/sha256.ts';
import { inputContents, madeFor, stepFingerprint } from '../jobs/advance-job.ts';
import type { ArtifactRecord, StepRecord } from '../ports/index.ts';
import { asArtifact } from '../run/commit-steps.ts';
import { resolveInputs } from '../run/resolve-inputs.ts';
import type { RunContext } from '../run/run-context.ts';
import type { StepKind, StepTools } from '../steps/step-kind.ts';
import { sourceOfJob } from './source-of-job.ts';

type ReproContext = Pick<RunContext, 'store' | 'blobs' | 'stepKinds' | 'capabilities' | 'deriveKey'>;

/** A step that was made, ready to be made once more beside the store. */
export interface Repro {
  /** What decided the result, readable. */
  readonly record: FingerprintRecord;
  /** What would be decided by other things today, such as another build of ffmpeg. */
  readonly changes: readonly FieldChange[];
  /** Runs it in an empty folder. The store is read, and nothing is kept. */
  run(options: {
    readonly workFolder: string;
    readonly toolchain: Toolchain;
    readonly signal: AbortSignal;
  }): Promise<Result<Comparison>>;
}

/** What came out, against what is in the store. */
export interface Comparison {
  readonly committed: Digest;
  readonly reproduced: Digest;
  /** Files of which the bytes differ, or that only one of the two has. */
  readonly files: readonly {
    readonly path: string;
    readonly committed: Digest | null;
    readonly reproduced: Digest | null;
  }[];
}

export const prepareRepro = async (
  context: ReproContext,
  jobId: string,
  stepKey: string,
): Promise<Result<Repro>> => {
  const { direct } = context.store;
  const job = await direct.jobs.get(jobId);
  const step = await direct.steps.get(jobId, stepKey);
  if (!job || !step) return err(failure('NOT_FOUND', 'bad-input', 'There is no such step.'));
  const committed = step.artifactDigest && (await direct.artifacts.get(step.artifactDigest));
  const contents = await inputContents(direct, job, step, await madeFor(direct, step));
  if (!committed || !contents)
    return err(
      failure('CONFLICT', 'bad-input', 'The step has not been made, so there is nothing to compare with.'),
    );
  const asset = await direct.assets.get(job.assetId);
  const source = await sourceOfJob(direct, jobId);
  if (usesSource(step) && source !== undefined && source !== asset?.sourceDigest) {
    return err(
      failure('CONFLICT', 'bad-input', 'The file this step was made of has been replaced since by another.'),
    );
  }
  const inputs = await resolveInputs(context, [step]);
  if (!inputs.ok) return inputs;

  const today = JSON.parse(stepFingerprint(context, step, contents).text) as FingerprintRecord;
  const entry = step.fingerprint && (await direct.cache.get(step.fingerprint));
  const record = entry ? (JSON.parse(entry.record) as FingerprintRecord) : today;
  return ok({
    record,
    changes: compareFingerprints(record, today),
    run: async (tools) => {
      const kind = context.stepKinds[step.kind] as StepKind<StepKindName>;
      // The row's kind decides which parameters it holds; the plan that wrote both is typed.
      const tasks = [{ params: step.params as never, inputs: inputs.value[0] ?? {} }];
      const made = await kind.run({
        ...{ tasks, ...tools, deriveKey: context.deriveKey },
        ...{ keep: onlyHash, onProgress: () => {} },
      });
      if (!made.ok) return made;
      const [result] = made.value;
      if (!result) throw new Error(`step ${stepKey} was run without a result`);
      return ok(compare(committed, asArtifact(result)));
    },
  });
};

const usesSource = ({ inputs }: StepRecord): boolean =>
  Object.values(inputs).some(
    (input) => input === 'source' || (!('step' in input) && fileOfInput(input).blob === undefined),
  );

const onlyHash: StepTools['keep'] = async (path, mediaType, content) => {
  if ('bytes' in content) {
    return { path, mediaType, digest: sha256OfBytes(content.bytes), sizeBytes: content.bytes.length };
  }
  const { size } = await stat(content.file);
  return { path, mediaType, digest: await sha256OfFile(content.file), sizeBytes: size };
};

const compare = (committed: ArtifactRecord, reproduced: ArtifactRecord): Comparison => {
  const digests = ({ entries }: ArtifactRecord) =>
    new Map(entries.map((entry) => [entry.path, entry.digest]));
  const [before, after] = [digests(committed), digests(reproduced)];
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return {
    committed: committed.digest,
    reproduced: reproduced.digest,
    files: paths
      .filter((path) => before.get(path) !== after.get(path))
      .map((path) => ({
        path,
        committed: before.get(path) ?? null,
        reproduced: after.get(path) ?? null,
      })),
  };
};
