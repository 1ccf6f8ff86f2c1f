import { JOB_STATES } from '@reelmill/core';
import type { BulkCounts, BulkItemRecord, BulkOperations, BulkRecord } from '@reelmill/engine/ports';
import { type Kysely, sql } from 'kysely';
import { flag, json, rowMapping } from './row-mapping.ts';
import type { BulkColumns, BulkItemColumns, Tables } from './schema.ts';

const mapping = rowMapping<BulkRecord, BulkColumns>({
  id: 'id',
  ownerId: 'owner_id',
  recipeName: 'recipe_name',
  recipe: json('recipe'),
  priority: 'priority',
  cancelled: flag('cancelled'),
  createdAtMs: 'created_at_ms',
  finishedAtMs: 'finished_at_ms',
});

const itemOf = ({ asset_id, job_id }: Pick<BulkItemColumns, 'asset_id' | 'job_id'>): BulkItemRecord => ({
  assetId: asset_id,
  jobId: job_id,
});

/** SQLite takes so many values in a statement, of four a row. */
const ROWS_AT_ONCE = 200;

/** Recipes run on many assets, over one connection or transaction. */
export const bulkOperations = (db: Kysely<Tables>): BulkOperations => {
  const itemsIn = (bulkId: string, state: string | undefined) =>
    db
      .selectFrom('bulk_items')
      .leftJoin('jobs', 'jobs.id', 'bulk_items.job_id')
      .where('bulk_id', '=', bulkId)
      .$if(state === 'waiting', (query) => query.where('job_id', 'is', null))
      .$if(state !== undefined && state !== 'waiting', (query) =>
        query.where('jobs.state', '=', state ?? ''),
      );
  return {
    async insert(bulk, assetIds) {
      await db.insertInto('bulks').values(mapping.toRow(bulk)).execute();
      for (let from = 0; from < assetIds.length; from += ROWS_AT_ONCE) {
        const values = assetIds
          .slice(from, from + ROWS_AT_ONCE)
          .map((asset_id, index) => ({ bulk_id: bulk.id, position: from + index, asset_id, job_id: null }));
        await db.insertInto('bulk_items').values(values).execute();
      }
    },

    async get(id) {
      const row = await db.selectFrom('bulks').selectAll().where('id', '=', id).executeTakeFirst();
      return row && mapping.fromRow(row);
    },

    async update(id, patch) {
      await db.updateTable('bulks').set(mapping.toPatch(patch)).where('id', '=', id).execute();
    },

    async list({ ownerId, limit, offset }) {
      const matching = db
        .selectFrom('bulks')
        .$if(ownerId !== undefined, (query) => query.where('owner_id', '=', ownerId ?? ''));
      const rows = await matching
        .selectAll()
        .orderBy('ordinal', 'desc')
        .limit(limit)
        .offset(offset)
        .execute();
      const { total } = await matching
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { items: rows.map(mapping.fromRow), total };
    },

    async open() {
      const rows = await db
        .selectFrom('bulks')
        .selectAll()
        .where('finished_at_ms', 'is', null)
        .orderBy('ordinal')
        .execute();
      return rows.map(mapping.fromRow);
    },

    async counts(bulkId) {
      const rows = await itemsIn(bulkId, undefined)
        .select([
          sql<string>`coalesce(jobs.state, 'waiting')`.as('state'),
          (eb) => eb.fn.countAll<number>().as('count'),
          sql<number>`coalesce(sum(jobs.progress), 0)`.as('progress'),
        ])
        .groupBy('jobs.state')
        .execute();
      const found = new Map(rows.map((row) => [row.state, row]));
      const countOf = (state: string): number => found.get(state)?.count ?? 0;
      const states = ['waiting', ...JOB_STATES] as const;
      return {
        byState: Object.fromEntries(states.map((state) => [state, countOf(state)])) as BulkCounts['byState'],
        openProgress: ['queued', 'running', 'paused'].reduce(
          (sum, state) => sum + (found.get(state)?.progress ?? 0),
          0,
        ),
      };
    },

    async items(bulkId, { state, limit, offset }) {
      const rows = await itemsIn(bulkId, state)
        .select(['bulk_items.asset_id', 'bulk_items.job_id'])
        .orderBy('position')
        .limit(limit)
        .offset(offset)
        .execute();
      const { total } = await itemsIn(bulkId, state)
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { items: rows.map(itemOf), total };
    },

    async assign(bulkId, assetId, jobId) {
      await db
        .updateTable('bulk_items')
        .set({ job_id: jobId })
        .where('bulk_id', '=', bulkId)
        .where('asset_id', '=', assetId)
        .execute();
    },

    async letGo(bulkId, states) {
      const { numUpdatedRows } = await db
        .updateTable('bulk_items')
        .set({ job_id: null })
        .where('bulk_id', '=', bulkId)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('jobs')
              .select('id')
              .whereRef('jobs.id', '=', 'bulk_items.job_id')
              .where('state', 'in', states),
          ),
        )
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
  };
};
