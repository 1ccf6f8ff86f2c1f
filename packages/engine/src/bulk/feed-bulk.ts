import type { RefuseBeyondQuota } from '../access/quotas.ts';
import type { Commit } from '../events/commit.ts';
import type { AdvanceContext } from '../jobs/advance-job.ts';
import { insertJob } from '../jobs/insert-job.ts';

export interface BulkContext extends AdvanceContext {
  readonly refuseBeyondQuota: RefuseBeyondQuota;
  readonly commit: Commit;
}

/**
 * Jobs take turns, and those of a bulk job are as many as anybody's: no more than this are open at once, so that an
 * upload beside a thousand of them is not one in a thousand. Enough to keep any machine busy.
 */
export const OPEN_AT_ONCE = 50;
/** Made in one transaction; between two of them others have their turn. */
const MADE_AT_ONCE = 10;

/** Gives the next few items their jobs, each in the transaction that says which it is: no asset gets two. False when none is due. */
export const feedBulk = (context: BulkContext, id: string): Promise<boolean> =>
  context.commit(async (tx, emit) => {
    const bulk = await tx.bulks.get(id);
    if (!bulk || bulk.cancelled || bulk.finishedAtMs !== null) return false;
    const { byState } = await tx.bulks.counts(id);
    const room = OPEN_AT_ONCE - byState.queued - byState.running;
    if (room <= 0) return false;
    const due = { state: 'waiting', limit: Math.min(room, MADE_AT_ONCE), offset: 0 } as const;
    const { items } = await tx.bulks.items(id, due);
    const recipe = { name: bulk.recipeName, recipe: bulk.recipe };
    let made = 0;
    for (const { assetId } of items) {
      const asset = await tx.assets.get(assetId);
      if (!asset) throw new Error('an item outlived its asset');
      // The next look goes on when jobs have ended.
      if (await context.refuseBeyondQuota(tx, asset.ownerId, { bytes: 0, jobs: 1 })) break;
      const jobId = await insertJob(tx, emit, context, asset, recipe, { priority: bulk.priority });
      await tx.bulks.assign(id, assetId, jobId);
      made += 1;
    }
    return made > 0;
  });

/** Marks a bulk job ended once nothing of it is left to do. */
export const endBulk = (context: BulkContext, id: string): Promise<void> =>
  context.commit(async (tx) => {
    const bulk = await tx.bulks.get(id);
    if (!bulk || bulk.finishedAtMs !== null) return;
    const { waiting, queued, running, paused } = (await tx.bulks.counts(id)).byState;
    if ((waiting > 0 && !bulk.cancelled) || queued + running + paused > 0) return;
    await tx.bulks.update(id, { finishedAtMs: context.nowMs() });
  });
