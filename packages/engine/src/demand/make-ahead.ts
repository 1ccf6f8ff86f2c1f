import type { RefuseBeyondQuota } from '../access/quotas.ts';
import type { Commit } from '../events/commit.ts';
import type { AdvanceContext } from '../jobs/advance-job.ts';
import { leftOutputs } from '../library/left-outputs.ts';
import type { AssetRecord, Store } from '../ports/index.ts';
import { scoreOf } from './rank.ts';
import { orderOutput } from './request-output.ts';

interface AheadContext extends AdvanceContext {
  readonly refuseBeyondQuota: RefuseBeyondQuota;
  readonly store: Store;
  readonly commit: Commit;
}

/** So often watched or asked for in the last days that the next one should not wait. */
const WANTED_FROM = 3;
const LOOK_AT = 50;
/** After everything else. */
const LOWEST_PRIORITY = -10;

/**
 * Starts making the one output that was left until somebody asks and is most likely to be asked for next: of the assets
 * most in demand, one that is not made. Only while nothing else is to be done. Returns whether it found one.
 */
export const makeAhead = async (context: AheadContext): Promise<boolean> => {
  const { direct } = context.store;
  if ((await direct.jobs.unfinished()).length > 0) return false;
  for (const { assetId, rank } of await direct.demand.highest(LOOK_AT)) {
    if (scoreOf(rank, context.nowMs()) < WANTED_FROM) return false;
    const asset = await direct.assets.get(assetId);
    for (const name of asset ? await namesLeft(context, asset) : []) {
      const ordered = await context.commit(async (tx, emit) => {
        const current = await tx.assets.get(assetId);
        return current && orderOutput(tx, emit, context, current, name, LOWEST_PRIORITY);
      });
      if (ordered?.ok) return true;
    }
  }
  return false;
};

const namesLeft = async ({ store }: AheadContext, asset: AssetRecord): Promise<readonly string[]> => {
  const jobId = asset.currentJobId;
  const job = jobId === null ? undefined : await store.direct.jobs.get(jobId);
  if (!job) return [];
  const made = await store.direct.outputs.ofJobs([job.id]);
  return leftOutputs(job.recipe, made).map(({ name }) => name);
};
