import type { ListAssetsQuery } from '@reelmill/core';
import type { AssetOperations, AssetRecord, Owned } from '@reelmill/engine/ports';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { prepared } from './prepared.ts';
import { json, rowMapping } from './row-mapping.ts';
import type { AssetColumns, Tables } from './schema.ts';
import { fold, likePatterns, searchText } from './search-text.ts';

const mapping = rowMapping<AssetRecord, AssetColumns>({
  id: 'id',
  ownerId: 'owner_id',
  name: 'name',
  metadata: json('metadata'),
  state: 'state',
  sourceDigest: 'source_digest',
  sourceSizeBytes: 'source_size_bytes',
  sourceFileName: 'source_file_name',
  probe: json('probe'),
  currentJobId: 'current_job_id',
  visibility: 'visibility',
  createdAtMs: 'created_at_ms',
  updatedAtMs: 'updated_at_ms',
});

/** Columns the database sorts and searches by, made from the record. */
const derived = (asset: AssetRecord) => ({
  name_sort: fold(asset.name),
  search_text: searchText([asset.name, asset.sourceFileName, ...Object.values(asset.metadata)]),
  duration_seconds: asset.probe?.durationSeconds ?? null,
});

const SORT_COLUMNS = {
  createdAt: 'created_at_ms',
  name: 'name_sort',
  durationSeconds: 'duration_seconds',
  sizeBytes: 'source_size_bytes',
} as const;

const matches = (query: ListAssetsQuery & Owned) => (eb: ExpressionBuilder<Tables, 'assets'>) =>
  eb.and([
    ...likePatterns(query.search ?? '').map(
      (pattern) => sql<boolean>`search_text like ${pattern} escape '\\'`,
    ),
    ...(query.ownerId === undefined ? [] : [eb('owner_id', '=', query.ownerId)]),
    ...(query.state === undefined ? [] : [eb('state', '=', query.state)]),
    ...(query.sourceDigest === undefined ? [] : [eb('source_digest', '=', query.sourceDigest)]),
    ...(query.minDurationSeconds === undefined
      ? []
      : [eb('duration_seconds', '>=', query.minDurationSeconds)]),
    ...(query.maxDurationSeconds === undefined
      ? []
      : [eb('duration_seconds', '<=', query.maxDurationSeconds)]),
  ]);

/** Assets over one connection or transaction. */
export const assetOperations = (db: Kysely<Tables>): AssetOperations => {
  const find = prepared(db, ({ id }: { id: string }) =>
    db.selectFrom('assets').selectAll().where('id', '=', id),
  );
  const get = async (id: string): Promise<AssetRecord | undefined> => {
    const [row] = await find({ id });
    return row && mapping.fromRow(row);
  };
  return {
    async insert(asset) {
      await db
        .insertInto('assets')
        .values({ ...mapping.toRow(asset), ...derived(asset) })
        .execute();
    },

    get,

    async withSource(digest, { ownerId }) {
      const row = await db
        .selectFrom('assets')
        .selectAll()
        .where('source_digest', '=', digest)
        .$if(ownerId !== undefined, (query) => query.where('owner_id', '=', ownerId ?? ''))
        .orderBy('ordinal', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && mapping.fromRow(row);
    },

    async update(id, patch) {
      const current = await get(id);
      if (current === undefined) return false;
      const change = mapping.toPatch(patch);
      const next = mapping.fromRow({ ...mapping.toRow(current), ...change });
      const { numUpdatedRows } = await db
        .updateTable('assets')
        .set({ ...change, ...derived(next) })
        .where('id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async delete(id) {
      // jobs, steps, attempts, outputs and finished uploads go by their foreign keys
      const { numDeletedRows } = await db.deleteFrom('assets').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async list(query) {
      const count = db
        .selectFrom('assets')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where(matches(query));
      // one statement, so that the page and the total are of one moment
      const rows = await db
        .selectFrom('assets')
        .selectAll()
        .select(count.as('total'))
        .where(matches(query))
        .orderBy(SORT_COLUMNS[query.sort], (order) =>
          (query.order === 'asc' ? order.asc() : order.desc()).nullsLast(),
        )
        .orderBy('ordinal', query.order)
        .limit(query.limit)
        .offset(query.offset)
        .execute();
      const total = rows[0]?.total ?? (await count.executeTakeFirstOrThrow()).count;
      return { items: rows.map(mapping.fromRow), total };
    },
  };
};
