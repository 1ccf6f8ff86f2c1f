import { type Bulk, err, failure, LOCAL_USER, MOST_BULK_ASSETS, ok, type Result } from '@reelmill/core';
import { newId } from '../identity/new-id.ts';
import type { Store, StoreOperations } from '../ports/index.ts';
import type { BulkJobs, NewBulk } from './bulk.ts';
import { bulkItems, bulkView } from './bulk-view.ts';
import type { BulkContext } from './feed-bulk.ts';

export const createBulkJobs = (
  context: BulkContext & {
    readonly store: Store;
    readonly cancelJob: (id: string) => Promise<unknown>;
    /** Makes the keeper look. */
    readonly wake: () => void;
  },
): BulkJobs => {
  const { store, commit, nowMs, wake } = context;
  const { direct } = store;

  const get = async (id: string): Promise<Bulk | undefined> => {
    const bulk = await direct.bulks.get(id);
    return bulk && bulkView(direct, bulk);
  };
  const viewed = async (id: string): Promise<Result<Bulk>> => {
    const bulk = await get(id);
    return bulk ? ok(bulk) : noSuchBulk;
  };

  return {
    get,
    create: async ({ ownerId = LOCAL_USER, recipe, priority, assets }) => {
      const id = newId('bulk');
      const inserted = await commit(async (tx): Promise<Result<void>> => {
        const chosen = await chooseAssets(tx, assets);
        if (!chosen.ok) return chosen;
        const asked = { recipeName: recipe.name, recipe: recipe.recipe, priority };
        const bulk = { id, ownerId, ...asked, cancelled: false, createdAtMs: nowMs(), finishedAtMs: null };
        return ok(await tx.bulks.insert(bulk, chosen.value));
      });
      if (!inserted.ok) return inserted;
      const made = await viewed(id);
      wake();
      return made;
    },

    list: async (query) => {
      const { items, total } = await direct.bulks.list(query);
      const { limit, offset } = query;
      const views: Bulk[] = [];
      for (const bulk of items) views.push(await bulkView(direct, bulk));
      return { items: views, total, limit, offset };
    },

    items: async (id, query) => {
      const bulk = await direct.bulks.get(id);
      if (!bulk) return undefined;
      const { items, total } = await direct.bulks.items(id, query);
      const { limit, offset } = query;
      return { items: await bulkItems(direct, bulk, items), total, limit, offset };
    },

    cancel: async (id) => {
      const isOpen = await commit(async (tx) => {
        const bulk = await tx.bulks.get(id);
        if (!bulk || bulk.finishedAtMs !== null) return bulk !== undefined ? false : undefined;
        await tx.bulks.update(id, { cancelled: true });
        return true;
      });
      if (isOpen === undefined) return noSuchBulk;
      if (!isOpen) return conflict('The bulk job has already ended; there is nothing to cancel.');
      for (const state of ['queued', 'running', 'paused'] as const) {
        const { items } = await direct.bulks.items(id, { state, limit: MOST_BULK_ASSETS, offset: 0 });
        await Promise.all(items.map(async ({ jobId }) => jobId !== null && context.cancelJob(jobId)));
      }
      wake();
      return viewed(id);
    },

    retry: async (id) => {
      const again = await commit(async (tx): Promise<Result<void>> => {
        const bulk = await tx.bulks.get(id);
        if (!bulk) return noSuchBulk;
        if (bulk.finishedAtMs === null)
          return conflict('The bulk job has not ended; wait for it or cancel it.');
        const { waiting } = (await tx.bulks.counts(id)).byState;
        if ((await tx.bulks.letGo(id, ['failed', 'cancelled'])) + waiting === 0) {
          return conflict('Nothing of the bulk job failed, so there is nothing to try again.');
        }
        return ok(await tx.bulks.update(id, { cancelled: false, finishedAtMs: null }));
      });
      if (!again.ok) return again;
      const made = await viewed(id);
      wake();
      return made;
    },
  };
};

const conflict = (message: string) => err(failure('CONFLICT', 'bad-input', message));
const noSuchBulk = err(failure('NOT_FOUND', 'bad-input', 'There is no such bulk job.'));

const PAGE = 200;

const chooseAssets = async (
  tx: StoreOperations,
  wanted: NewBulk['assets'],
): Promise<Result<readonly string[]>> => {
  if ('ids' in wanted) {
    const ids = [...new Set(wanted.ids)];
    for (const id of ids) {
      const asset = await tx.assets.get(id);
      if (!asset || (wanted.ownerId ?? asset.ownerId) !== asset.ownerId) {
        return err(failure('NOT_FOUND', 'bad-input', `There is no asset "${id}"; it may have been deleted.`));
      }
    }
    return ok(ids);
  }
  const ids: string[] = [];
  for (;;) {
    const page = await tx.assets.list({
      ...{ ...wanted.query, sort: 'createdAt', order: 'desc' },
      ...{ limit: PAGE, offset: ids.length },
    });
    if (page.total > MOST_BULK_ASSETS) return err(tooMany(page.total));
    ids.push(...page.items.map(({ id }) => id));
    if (ids.length >= page.total) break;
  }
  return ids.length > 0
    ? ok(ids)
    : err(failure('INVALID_REQUEST', 'bad-input', 'No asset matches the query.'));
};

const tooMany = (total: number) =>
  failure(
    'INVALID_REQUEST',
    'bad-input',
    `${total} assets match; a bulk job takes at most ${MOST_BULK_ASSETS}. Narrow the query.`,
  );
