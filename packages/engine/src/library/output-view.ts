import { artifactUrl, canonicalJson, type Digest, type Output, OutputSchema } from '@reelmill/core';
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
    canonicalJson(
      Object.fromEntries(
        records
          // A version is the same before and after somebody asked for more of it.
          .filter(({ onDemand }) => !onDemand)
          .map(({ name, artifactDigest }) => [name, artifactDigest]),
      ),
    ),
  );

/** What an artifact says about itself, with every address of one of its files as an address on the server. */
export const outputView = (
  { kind, name, artifactDigest, publishedAtMs }: OutputRecord,
  artifact: { readonly facts: unknown; readonly sizeBytes: number },
): Output =>
  OutputSchema.parse({
    ...(onServer(artifact.facts, artifactDigest) as object),
    ...{ kind, name, artifactDigest },
    sizeBytes: artifact.sizeBytes,
    publishedAt: new Date(publishedAtMs).toISOString(),
  });

const onServer = (facts: unknown, digest: Digest): unknown => {
  if (Array.isArray(facts)) return facts.map((item) => onServer(item, digest));
  if (typeof facts !== 'object' || facts === null) return facts;
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [
      key,
      key === 'url' && typeof value === 'string' ? artifactUrl(digest, value) : onServer(value, digest),
    ]),
  );
};
