import type { Digest, FingerprintRecord } from '@reelmill/core';
import type { StoreOperations } from '../ports/index.ts';

/** The bytes a job was made of, as its probe knew them: the asset may have others since. Undefined when nobody knows. */
export const sourceOfJob = async (tx: StoreOperations, jobId: string): Promise<Digest | undefined> => {
  const fingerprint = (await tx.steps.get(jobId, 'probe'))?.fingerprint;
  const entry = fingerprint && (await tx.cache.get(fingerprint));
  if (!entry) return undefined;
  const source = (JSON.parse(entry.record) as FingerprintRecord).inputs['source'];
  return typeof source === 'string' ? source : undefined;
};
