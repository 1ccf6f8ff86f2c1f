import type { Bulk, ReelmillEvent } from '@reelmill/core';
import type { EventBus, Store } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { bulkView } from './bulk-view.ts';
import { type BulkContext, endBulk, feedBulk } from './feed-bulk.ts';

/** How often, at most, open bulk jobs are looked at, and each says how it stands. */
const EVERY_MS = 500;

/**
 * Gives the items of open bulk jobs their jobs as those before them end, and says how each bulk job stands. Everything is
 * in the rows: after a restart it goes on where the last transaction was.
 */
export const createBulkKeeper = (
  context: BulkContext & { readonly store: Store; readonly bus: EventBus; readonly log: EngineLog },
) => {
  const said = new Map<string, string>();
  let [isRunning, hasOpen, isWanted] = [false, false, false];
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let stopListening = (): void => {};

  const say = (id: string): Promise<void> =>
    context.commit(
      async (tx, emit) => {
        const bulk = await tx.bulks.get(id);
        const view = bulk && (await bulkView(tx, bulk));
        if (!view || said.get(id) === standing(view)) return;
        said.set(id, standing(view));
        if (view.finishedAt !== null) said.delete(id);
        await emit({ assetId: null, jobId: null }, { type: 'bulk.updated', bulk: view });
      },
      // Losing how far it was costs nobody anything: it is computed.
      { durable: false },
    );

  const look = async (): Promise<void> => {
    const open = await context.store.direct.bulks.open();
    hasOpen = open.length > 0;
    for (const { id } of open) {
      while (isRunning && (await feedBulk(context, id))) await say(id);
      await endBulk(context, id);
      await say(id);
    }
  };

  /** Now, or when the last time is long enough ago. */
  const wake = (): void => {
    isWanted = true;
    if (!isRunning || timer || looking) return;
    timer = setTimeout(
      () => {
        [timer, isWanted] = [undefined, false];
        looking = look()
          .catch((error: unknown) => context.log.error({ err: error }, 'bulk jobs could not go on'))
          .finally(() => {
            [looking, lookedAtMs] = [undefined, performance.now()];
            if (isWanted) wake();
          });
      },
      Math.max(0, lookedAtMs + EVERY_MS - performance.now()),
    );
  };

  const hear = (event: ReelmillEvent): void => {
    const concerns = ['job.updated', 'job.progress', 'asset.deleted'].includes(event.type);
    if (concerns && hasOpen) wake();
  };

  return {
    /** There is a bulk job to begin or to go on with. */
    wake: (): void => {
      hasOpen = true;
      wake();
    },
    start: (): void => {
      [isRunning, hasOpen] = [true, true];
      stopListening = context.bus.subscribe(hear);
      wake();
    },
    stop: async (): Promise<void> => {
      isRunning = false;
      stopListening();
      clearTimeout(timer);
      timer = undefined;
      await looking;
    },
  };
};

/** What is worth an event. */
const standing = (view: Bulk): string =>
  JSON.stringify([view.state, view.finishedAt, Math.round(view.progress * 200), view.items]);
