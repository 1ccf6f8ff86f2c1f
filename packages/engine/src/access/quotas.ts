import { type Failure, failure, formatBytes } from '@reelmill/core';
import type { Quotas, StoreOperations, Usage } from '../ports/index.ts';

export const NO_QUOTAS: Quotas = { bytes: null, videoSeconds: null, jobs: null };

/** What somebody is about to have more. */
export interface Wanted {
  readonly bytes: number;
  readonly jobs: number;
}

export const ONE_JOB: Wanted = { bytes: 0, jobs: 1 };

/**
 * QUOTA_EXCEEDED where a user would have more than one may; undefined otherwise. What is reserved is the rows themselves: asked
 * in the transaction that inserts them, two requests at once never have more between them, and what is gone counts no more.
 */
export type RefuseBeyondQuota = (
  tx: StoreOperations,
  ownerId: string,
  wanted: Wanted,
) => Promise<Failure | undefined>;

/** Holds everybody to these, but for what is a user's own. */
export const createQuotas =
  (everybodys: Quotas): RefuseBeyondQuota =>
  async (tx, ownerId, wanted) => {
    const quotas = { ...everybodys, ...(await tx.owners.quotas(ownerId)) };
    const isFree = Object.values(quotas).every((quota) => quota === null);
    return isFree ? undefined : refuse(quotas, await tx.owners.usage(ownerId), wanted);
  };

const refuse = (quotas: Quotas, used: Usage, wanted: Wanted): Failure | undefined => {
  const { bytes, videoSeconds, jobs } = quotas;
  if (wanted.bytes > 0 && bytes !== null && used.bytes + wanted.bytes > bytes) {
    return exceeded(
      `You have ${formatBytes(used.bytes)} of the ${formatBytes(bytes)} you may keep, and this is ${formatBytes(wanted.bytes)}; delete something first.`,
      { quota: 'bytes', used: used.bytes, limit: bytes, wanted: wanted.bytes },
    );
  }
  if (wanted.bytes > 0 && videoSeconds !== null && used.videoSeconds >= videoSeconds) {
    return exceeded(
      `You have ${minutesOf(used.videoSeconds)} of the ${minutesOf(videoSeconds)} minutes of video you may keep; delete something first.`,
      { quota: 'minutes', used: used.videoSeconds / 60, limit: videoSeconds / 60 },
    );
  }
  if (wanted.jobs > 0 && jobs !== null && used.jobs + wanted.jobs > jobs) {
    return exceeded(
      `You have ${used.jobs} of the ${jobs} jobs you may have at once, with those your uploads will have; wait for one to end.`,
      { quota: 'jobs', used: used.jobs, limit: jobs, wanted: wanted.jobs },
    );
  }
  return undefined;
};

const exceeded = (message: string, details: Record<string, unknown>): Failure =>
  failure('QUOTA_EXCEEDED', 'limit-exceeded', message, details);

const minutesOf = (seconds: number): string => (seconds / 60).toFixed(seconds % 60 === 0 ? 0 : 1);
