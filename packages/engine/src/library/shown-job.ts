import type { AssetRecord, JobRecord } from '../ports/index.ts';

/**
 * The job whose outputs an asset shows: that of the current version, whole. Before there is one, the newest, with what
 * it has published so far.
 */
export const shownJobId = (
  asset: Pick<AssetRecord, 'currentJobId'>,
  newest: Pick<JobRecord, 'id'> | undefined,
): string | undefined => asset.currentJobId ?? newest?.id;
