import {
  type ByteRange,
  type Digest,
  failure,
  fileOfInput,
  ok,
  type Result,
  type StepInput,
} from '@reelmill/core';
import { madeFor } from '../jobs/advance-job.ts';
import type { ArtifactRecord, BlobStore, StepRecord } from '../ports/index.ts';
import type { OpenedFile, ResolvedInput } from '../steps/step-kind.ts';
import type { RunContext } from './run-context.ts';

/** How much of a file has to be there: all of it, or what the plan says is read. */
export type Extent = 'whole' | 'parts';

type ResolvedInputs = Readonly<Record<string, ResolvedInput>>;

/**
 * What claimed steps of one job are given, in their order: paths of bytes, and what other steps made. Fails when bytes are
 * gone from the store.
 */
export const resolveInputs = async (
  { store: { direct }, blobs }: Pick<RunContext, 'store' | 'blobs'>,
  steps: readonly StepRecord[],
  extent: Extent = 'whole',
): Promise<Result<readonly ResolvedInputs[]>> => {
  const job = steps[0] && (await direct.jobs.get(steps[0].jobId));
  const asset = job && (await direct.assets.get(job.assetId));
  if (!asset) throw new Error('the steps belong to no asset');

  const resolve = async (
    input: StepInput,
    made: ReadonlyMap<string, Digest>,
  ): Promise<Result<ResolvedInput>> => {
    if (input !== 'source' && 'step' in input) {
      const digest = made.get(input.step);
      if (!digest) throw new Error(`a step was claimed before ${input.step} was made`);
      const artifact = await direct.artifacts.get(digest);
      return artifact
        ? ok({ type: 'artifact', artifact, fileOf: filesOf(artifact, blobs) })
        : missing(digest);
    }
    const { blob = asset.sourceDigest, bytes } = fileOfInput(input);
    const file = await openFile(blobs, { digest: blob, bytes }, extent);
    if (!file.ok || input === 'source' || !('part' in input)) return file;
    return ok({ ...file.value, type: 'part', range: input.part.range });
  };

  const resolved: ResolvedInputs[] = [];
  for (const step of steps) {
    const made = await madeFor(direct, step);
    const inputs: Record<string, ResolvedInput> = {};
    for (const [name, input] of Object.entries(step.inputs)) {
      const found = await resolve(input, made);
      if (!found.ok) return found;
      inputs[name] = found.value;
    }
    resolved.push(inputs);
  }
  return ok(resolved);
};

/** A file for a child process to open. Fails when its bytes are gone from the store. */
export const openFile = async (
  blobs: Pick<BlobStore, 'localPath' | 'localRanges'>,
  { digest, bytes }: { readonly digest: Digest; readonly bytes?: readonly ByteRange[] | undefined },
  extent: Extent,
): Promise<Result<OpenedFile>> => {
  if (extent === 'parts' && bytes) {
    const part = await blobs.localRanges(digest, bytes);
    return part ? ok({ type: 'source', digest, ...part }) : missing(digest);
  }
  const path = await blobs.localPath(digest);
  return path === undefined ? missing(digest) : ok({ type: 'source', digest, path, isWhole: true });
};

const filesOf =
  ({ entries }: ArtifactRecord, blobs: RunContext['blobs']) =>
  async (path: string): Promise<string> => {
    const entry = entries.find((candidate) => candidate.path === path);
    const found = entry && (await blobs.localPath(entry.digest));
    if (found === undefined) throw new Error(`the file ${path} of an artifact is gone from the store`);
    return found;
  };

const missing = (digest: Digest): Result<never> => ({
  ok: false,
  error: failure(
    'BLOB_MISSING',
    'bad-input',
    'Bytes this step needs are gone from the store; upload the file again.',
    { digest },
  ),
});
