import type { ImportOperations, ImportRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { json, rowMapping } from './row-mapping.ts';
import { rowsWithState } from './rows-with-state.ts';
import type { ImportColumns, Tables } from './schema.ts';

const mapping = rowMapping<ImportRecord, ImportColumns>({
  id: 'id',
  ownerId: 'owner_id',
  origin: json('origin'),
  sourceKey: 'source_key',
  fileName: 'file_name',
  metadata: json('metadata'),
  recipeName: 'recipe_name',
  recipe: json('recipe'),
  priority: 'priority',
  state: 'state',
  uploadId: 'upload_id',
  etag: 'etag',
  receivedBytes: 'received_bytes',
  sizeBytes: 'size_bytes',
  failures: 'failures',
  error: json('error'),
  assetId: 'asset_id',
  jobId: 'job_id',
  createdAtMs: 'created_at_ms',
  finishedAtMs: 'finished_at_ms',
});

/** Imports over one connection or transaction. */
export const importOperations = (db: Kysely<Tables>): ImportOperations => ({
  ...rowsWithState(db, 'imports', mapping),

  async insert(record) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('imports')
      .values(mapping.toRow(record))
      .onConflict((conflict) => conflict.column('source_key').doNothing())
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  },

  async list({ ownerId, state, limit, offset }) {
    const matching = db
      .selectFrom('imports')
      .$if(ownerId !== undefined, (q) => q.where('owner_id', '=', ownerId ?? ''))
      .$if(state !== undefined, (q) => q.where('state', '=', state ?? ''));
    const rows = await matching
      .selectAll()
      .orderBy('created_at_ms', 'desc')
      .orderBy('ordinal', 'desc')
      .limit(limit)
      .offset(offset)
      .execute();
    const { total } = await matching
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return { items: rows.map(mapping.fromRow), total };
  },

  async unfinished() {
    const rows = await db
      .selectFrom('imports')
      .selectAll()
      .where('state', 'in', ['queued', 'running'])
      .orderBy('ordinal')
      .execute();
    return rows.map(mapping.fromRow);
  },
});
