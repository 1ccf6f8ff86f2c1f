import type { Digest, Publication } from '@reelmill/core';
import type { Emit } from '../events/commit.ts';
import { outputView } from '../library/output-view.ts';
import { shownJobId } from '../library/shown-job.ts';
import { crashPoint, type JobRecord, type StoreOperations } from '../ports/index.ts';

/**
 * Makes an artifact the job's output of that name, in the transaction that committed it. An asset without a version shows
 * it at once, and that is said; where there is one it plays whole until the job has succeeded.
 */
export const publishOutput = async (
  tx: StoreOperations,
  emit: Emit,
  nowMs: number,
  job: Pick<JobRecord, 'id' | 'assetId' | 'completes'>,
  publication: Publication,
  artifactDigest: Digest,
): Promise<void> => {
  const jobId = job.completes ?? job.id;
  const onDemand = job.completes !== null;
  const output = { jobId, ...publication, artifactDigest, onDemand, publishedAtMs: nowMs };
  await tx.outputs.put(output);
  crashPoint('output.published');
  const asset = await tx.assets.get(job.assetId);
  const [newest] = await tx.jobs.newestOf([job.assetId]);
  if (!asset || shownJobId(asset, newest) !== jobId) return;
  const artifact = (await tx.artifacts.factsOf([artifactDigest])).get(artifactDigest);
  if (!artifact) throw new Error(`artifact ${artifactDigest} was published before it was kept`);
  await emit(
    { assetId: job.assetId, jobId: job.id },
    { type: 'output.published', output: outputView(output, artifact) },
  );
};
