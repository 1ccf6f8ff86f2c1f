import type { Digest, RecipeOutput } from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { outputView } from '../library/output-view.ts';
import { crashPoint, type JobRecord, type StoreOperations } from '../ports/index.ts';

/** Makes an artifact the asset's output of its kind and says so, in the transaction that committed it. */
export const publishOutput = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  job: Pick<JobRecord, 'id' | 'assetId'>,
  kind: RecipeOutput['kind'],
  artifactDigest: Digest,
): Promise<void> => {
  const output = { assetId: job.assetId, kind, artifactDigest, jobId: job.id, publishedAtMs: nowMs };
  await tx.outputs.put(output);
  crashPoint('output.published');
  const artifact = (await tx.artifacts.factsOf([artifactDigest])).get(artifactDigest);
  if (!artifact) throw new Error(`artifact ${artifactDigest} was published before it was kept`);
  await emit(
    { assetId: job.assetId, jobId: job.id },
    { type: 'output.published', output: outputView(output, artifact) },
  );
};
