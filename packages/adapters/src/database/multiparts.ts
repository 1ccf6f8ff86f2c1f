import type { MultipartOperations, MultipartRecord } from '@reelmill/engine/ports';
import { type Kysely, sql } from 'kysely';
import { json, rowMapping } from './row-mapping.ts';
import { rowsWithState } from './rows-with-state.ts';
import type { MultipartColumns, Tables } from './schema.ts';

const mapping = rowMapping<MultipartRecord, MultipartColumns>({
  id: 'id',
  ownerId: 'owner_id',
  fileName: 'file_name',
  sizeBytes: 'size_bytes',
  sha256: 'sha256',
  partBytes: 'part_bytes',
  handle: 'handle',
  member: json('member'),
  metadata: json('metadata'),
  recipeName: 'recipe_name',
  recipe: json('recipe'),
  priority: 'priority',
  state: 'state',
  assetId: 'asset_id',
  jobId: 'job_id',
  createdAtMs: 'created_at_ms',
  expiresAtMs: 'expires_at_ms',
});

/** Multipart uploads over one connection or transaction. */
export const multipartOperations = (db: Kysely<Tables>): MultipartOperations => ({
  ...rowsWithState(db, 'multiparts', mapping),

  async insert(record) {
    await db.insertInto('multiparts').values(mapping.toRow(record)).execute();
  },

  async unfinished() {
    const rows = await db
      .selectFrom('multiparts')
      .selectAll()
      .where('state', '<>', sql.lit('complete'))
      .orderBy('ordinal')
      .execute();
    return rows.map(mapping.fromRow);
  },
});
