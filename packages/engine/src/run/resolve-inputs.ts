import { failure, type Result } from '@reelmill/core';
import { madeFor } from '../jobs/advance-job.ts';
import type { StepRecord } from '../ports/index.ts';
import type { ResolvedInput } from '../steps/step-kind.ts';
import type { RunContext } from './run-context.ts';

/** What a claimed step is given: paths of bytes, and what other steps made. Fails when bytes are gone from the store. */
export const resolveInputs = async (
  context: Pick<RunContext, 'store' | 'blobs'>,
  step: StepRecord,
): Promise<Result<Readonly<Record<string, ResolvedInput>>>> => {
  const { direct } = context.store;
  const job = await direct.jobs.get(step.jobId);
  const asset = job && (await direct.assets.get(job.assetId));
  if (!asset) throw new Error(`step ${step.key} belongs to no asset`);
  const made = await madeFor(direct, step);
  const inputs: Record<string, ResolvedInput> = {};
  for (const [name, input] of Object.entries(step.inputs)) {
    if (input === 'source' || 'part' in input) {
      const path = await context.blobs.localPath(asset.sourceDigest);
      if (path === undefined) return missing(asset.sourceDigest);
      inputs[name] =
        input === 'source' ? { type: 'source', path } : { type: 'part', path, range: input.part.range };
    } else {
      const digest = made.get(input.step);
      if (!digest) throw new Error(`step ${step.key} was claimed before its inputs were there`);
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
