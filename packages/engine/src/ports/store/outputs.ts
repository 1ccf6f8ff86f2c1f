import type { Digest, Publication } from '@reelmill/core';

export interface OutputRecord {
  readonly jobId: string;
  /** Unique within the job. */
  readonly name: string;
  readonly kind: Publication['kind'];
  readonly artifactDigest: Digest;
  /** Made because somebody asked; it may go when space is short, and is made again when asked for. */
  readonly onDemand: boolean;
  readonly publishedAtMs: number;
}

export interface OutputOperations {
  /** Replaces the job's output of that name. */
  put(output: OutputRecord): Promise<void>;
  ofJobs(jobIds: readonly string[]): Promise<readonly OutputRecord[]>;
  /** Everywhere an artifact is published. */
  ofArtifact(digest: Digest): Promise<readonly OutputRecord[]>;
  /** Of those made on demand, the ones of the lowest rank; those without a rank first, of equals the oldest. */
  leastWanted(limit: number): Promise<readonly OutputRecord[]>;
  delete(jobId: string, name: string): Promise<void>;
}
