import type { RefuseBeyondQuota } from '../access/quotas.ts';
import type { CareContext } from '../care/discard-blobs.ts';
import type { Commit } from '../events/commit.ts';
import type { AdvanceContext } from '../jobs/advance-job.ts';
import type { EngineLog } from '../run/run-context.ts';
import { createUseCounter } from './count-uses.ts';
import { keepWithinBudget } from './keep-within-budget.ts';
import { makeAhead } from './make-ahead.ts';

interface DemandContext extends AdvanceContext, CareContext {
  readonly refuseBeyondQuota: RefuseBeyondQuota;
  readonly commit: Commit;
  readonly log: EngineLog;
  /** What everything made may take, in bytes; null for no limit. */
  readonly storageBudgetBytes: number | null;
}

const EVERY_MS = 60_000;
/** What is made ahead of time must not push out what is wanted. */
const ROOM_TO_MAKE_AHEAD = 0.9;

/** Counts uses, and every minute makes room and makes ahead by them. */
export const createDemandKeeper = (context: DemandContext) => {
  const uses = createUseCounter(context);
  const stopping = new AbortController();
  let looking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const lookNow = async (): Promise<void> => {
    const { storageBudgetBytes, store } = context;
    try {
      await uses.keep();
      const fits =
        storageBudgetBytes === null || (await keepWithinBudget(context, storageBudgetBytes, stopping.signal));
      const hasRoom =
        storageBudgetBytes === null ||
        (await store.direct.artifacts.totalBytes()) < storageBudgetBytes * ROOM_TO_MAKE_AHEAD;
      if (fits && hasRoom && !stopping.signal.aborted) await makeAhead(context);
    } catch (error) {
      context.log.error({ err: error }, 'outputs could not be made or evicted by demand');
    }
    looking = undefined;
  };

  /** Now, unless it is being done. */
  const look = (): Promise<void> => {
    looking ??= lookNow();
    return looking;
  };

  return {
    uses,
    look,
    start: (): void => {
      uses.start();
      timer = setInterval(() => void look(), EVERY_MS);
      timer.unref();
    },
    stop: async (): Promise<void> => {
      clearInterval(timer);
      stopping.abort();
      await looking;
      await uses.stop();
    },
  };
};
