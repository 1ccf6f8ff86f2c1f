import { type CareContext, discardUnreferenced } from '../care/discard-blobs.ts';
import type { Commit } from '../events/commit.ts';
import { announceAsset } from '../jobs/announce.ts';
import type { StoreOperations } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';

interface BudgetContext extends CareContext {
  readonly commit: Commit;
  readonly log: EngineLog;
}

/** Few enough that the loop is asked for other things meanwhile. */
const AT_ONCE = 20;

/**
 * Makes room until everything made takes at most `budgetBytes`: first what only stands between a source and an output,
 * oldest first; then outputs made on demand, the least wanted first. All of it can be made again. Sources, and outputs a
 * recipe wants at once, stay. Returns whether it fits.
 */
export const keepWithinBudget = async (
  context: BudgetContext,
  budgetBytes: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const { direct } = context.store;
  while (!signal.aborted) {
    if ((await direct.artifacts.totalBytes()) <= budgetBytes) return true;
    const freed = (await dropIntermediates(context)) || (await evictOutput(context));
    if (!freed) {
      context.log.warn({ budgetBytes }, 'the storage budget is exceeded by what cannot be evicted');
      return false;
    }
  }
  return false;
};

const dropIntermediates = async (context: BudgetContext): Promise<boolean> => {
  const blobs = await context.commit(async (tx) => {
    const digests = await tx.artifacts.intermediates(AT_ONCE);
    const named = [];
    for (const digest of digests) named.push(...(await forgetArtifact(tx, digest)));
    await tx.artifacts.sweep();
    return digests.length === 0 ? undefined : named;
  });
  if (!blobs) return false;
  await discardUnreferenced(context, blobs);
  return true;
};

const evictOutput = async (context: BudgetContext): Promise<boolean> => {
  const blobs = await context.commit(async (tx, emit) => {
    const [output] = await tx.outputs.leastWanted(1);
    if (!output) return undefined;
    await tx.outputs.delete(output.jobId, output.name);
    const named = await forgetArtifact(tx, output.artifactDigest);
    await tx.artifacts.sweep();
    const job = await tx.jobs.get(output.jobId);
    if (job) await announceAsset(tx, emit, job.assetId);
    return named;
  });
  if (!blobs) return false;
  await discardUnreferenced(context, blobs);
  return true;
};

/** Digests of the blobs that may be free now. */
const forgetArtifact = async (tx: StoreOperations, digest: string): Promise<readonly string[]> => {
  const artifact = await tx.artifacts.get(digest);
  await tx.artifacts.forget(digest);
  return artifact?.entries.map((entry) => entry.digest) ?? [];
};
