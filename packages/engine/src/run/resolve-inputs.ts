import { type ByteRange, type Digest, failure, type Result, type StepInput } from '@reelmill/core';
import { madeFor } from '../jobs/advance-job.ts';
import type { ArtifactRecord, LocalRanges, StepRecord } from '../ports/index.ts';
import type { ResolvedInput } from '../steps/step-kind.ts';
import type { RunContext } from './run-context.ts';

export type ResolvedInputs = Readonly<Record<string, ResolvedInput>>;

/**
 * What claimed steps of one job are given, in their order: paths of bytes, and what other steps made. Parts of a source may
 * come without the rest of it unless `wholeFiles` are asked for. Fails when bytes are gone from the store.
 */
export const resolveInputs = async (
  context: Pick<RunContext, 'store' | 'blobs'>,
  steps: readonly StepRecord[],
  { wholeFiles = true }: { readonly wholeFiles?: boolean } = {},
): Promise<Result<readonly ResolvedInputs[]>> => {
  const { direct } = context.store;
  const job = steps[0] && (await direct.jobs.get(steps[0].jobId));
  const asset = job && (await direct.assets.get(job.assetId));
  if (!asset) throw new Error('the steps belong to no asset');
  const resolved: ResolvedInputs[] = [];
  for (const step of steps) {
    const made = await madeFor(direct, step);
    const inputs: Record<string, ResolvedInput> = {};
    for (const [name, input] of Object.entries(step.inputs)) {
      if (input === 'source' || !('step' in input)) {
        const digest = blobOf(input) ?? asset.sourceDigest;
        const range = input !== 'source' && 'part' in input ? input.part.range : undefined;
        const bytes = wholeFiles ? undefined : range?.bytes;
        const file = await openSource(context.blobs, digest, bytes);
        if (!file) return missing(digest);
        inputs[name] = range ? { type: 'part', ...file, range } : { type: 'source', path: file.path, digest };
      } else {
        const digest = made.get(input.step);
        if (!digest) throw new Error(`step ${step.key} was claimed before its inputs were there`);
        const artifact = await direct.artifacts.get(digest);
        if (!artifact) return missing(digest);
        inputs[name] = { type: 'artifact', artifact, fileOf: filesOf(artifact, context.blobs) };
      }
    }
    resolved.push(inputs);
  }
  return { ok: true, value: resolved };
};

const openSource = async (
  blobs: RunContext['blobs'],
  digest: Digest,
  bytes: readonly ByteRange[] | undefined,
): Promise<LocalRanges | undefined> => {
  if (bytes) return blobs.localRanges(digest, bytes);
  const path = await blobs.localPath(digest);
  return path === undefined ? undefined : { path, isWhole: true };
};

/** The file an input names, where that is not the asset's source. */
const blobOf = (input: Exclude<StepInput, { step: string }>): Digest | undefined => {
  if (input === 'source') return undefined;
  return 'part' in input ? input.part.blob : input.blob;
};

const filesOf =
  ({ entries }: ArtifactRecord, blobs: RunContext['blobs']) =>
  async (path: string): Promise<string> => {
    const entry = entries.find((candidate) => candidate.path === path);
    const found = entry && (await blobs.localPath(entry.digest));
    if (found === undefined) throw new Error(`the file ${path} of an artifact is gone from the store`);
    return found;
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
