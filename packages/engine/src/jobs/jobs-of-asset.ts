import type { JobState } from '@reelmill/core';
import type { JobRecord, StoreOperations } from '../ports/index.ts';

const PAGE = 200;

/** All of them, newest first. */
export const jobsOfAsset = async (
  tx: { readonly jobs: Pick<StoreOperations['jobs'], 'list'> },
  assetId: string,
  state?: JobState,
): Promise<readonly JobRecord[]> => {
  const jobs: JobRecord[] = [];
  for (;;) {
    const page = await tx.jobs.list({ assetId, state, limit: PAGE, offset: jobs.length });
    jobs.push(...page.items);
    if (page.items.length < PAGE) return jobs;
  }
};
