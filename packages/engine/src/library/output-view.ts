import {
  artifactUrl,
  canonicalJson,
  type Digest,
  HlsFactsSchema,
  type Output,
  PosterFactsSchema,
} from '@reelmill/core';
import { sha256OfBytes } from '../identity/sha256.ts';
import type { OutputRecord, StoreOperations } from '../ports/index.ts';

/** What a job has published. */
export interface Published {
  /** Digest over all of it: the id of the version it is once the job has succeeded. */
  readonly digest: Digest;
  readonly outputs: readonly Output[];
}

/** By job id; jobs that published nothing are left out. */
export const publishedBy = async (
  tx: StoreOperations,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, Published>> => {
  const records = await tx.outputs.ofJobs(jobIds);
  const facts = await tx.artifacts.factsOf(records.map((record) => record.artifactDigest));
  return new Map(
    [...Map.groupBy(records, (record) => record.jobId)].map(([jobId, ofJob]) => [
      jobId,
      {
        digest: digestOver(ofJob),
        outputs: ofJob.flatMap((record) => {
          const found = facts.get(record.artifactDigest);
          return found ? [outputView(record, found)] : [];
        }),
      },
    ]),
  );
};

const digestOver = (records: readonly OutputRecord[]): Digest =>
  sha256OfBytes(
    canonicalJson(Object.fromEntries(records.map(({ kind, artifactDigest }) => [kind, artifactDigest]))),
  );

export const outputView = (
  record: OutputRecord,
  artifact: { readonly facts: unknown; readonly sizeBytes: number },
): Output => {
  const common = {
    artifactDigest: record.artifactDigest,
    sizeBytes: artifact.sizeBytes,
    publishedAt: new Date(record.publishedAtMs).toISOString(),
  };
  if (record.kind === 'poster') {
    const { path, width, height } = PosterFactsSchema.parse(artifact.facts);
    return { kind: 'poster', url: artifactUrl(record.artifactDigest, path), width, height, ...common };
  }
  const { path, durationSeconds, hasAudio, renditions } = HlsFactsSchema.parse(artifact.facts);
  return {
    kind: 'hls',
    url: artifactUrl(record.artifactDigest, path),
    durationSeconds,
    hasAudio,
    renditions,
    ...common,
  };
};
