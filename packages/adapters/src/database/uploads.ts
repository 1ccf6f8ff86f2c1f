import type { UploadOperations, UploadRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { flag, json, rowMapping } from './row-mapping.ts';
import type { Tables, UploadColumns } from './schema.ts';

const mapping = rowMapping<UploadRecord, UploadColumns>({
  id: 'id',
  ownerId: 'owner_id',
  fileName: 'file_name',
  lengthBytes: 'length_bytes',
  isPart: flag('is_part'),
  parts: json('parts'),
  offsetBytes: 'offset_bytes',
  state: 'state',
  member: json('member'),
  expectedDigest: 'expected_digest',
  tusMetadata: 'tus_metadata',
  metadata: json('metadata'),
  recipeName: 'recipe_name',
  recipe: json('recipe'),
  priority: 'priority',
  digest: 'digest',
  assetId: 'asset_id',
  jobId: 'job_id',
  createdAtMs: 'created_at_ms',
  expiresAtMs: 'expires_at_ms',
});

/** Uploads over one connection or transaction. */
export const uploadOperations = (db: Kysely<Tables>): UploadOperations => ({
  async insert(upload) {
    await db.insertInto('uploads').values(mapping.toRow(upload)).execute();
  },

  async get(id) {
    const row = await db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
    return row && mapping.fromRow(row);
  },

  async update(id, patch, onlyIf) {
    const { numUpdatedRows } = await db
      .updateTable('uploads')
      // a column to itself: an empty patch still asks whether the row is there
      .set((eb) => ({ state: eb.ref('state'), ...mapping.toPatch(patch) }))
      .where('id', '=', id)
      .$if(onlyIf !== undefined, (query) => query.where('state', '=', onlyIf ?? ''))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },

  async delete(id) {
    const { numDeletedRows } = await db.deleteFrom('uploads').where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  },

  async unfinished() {
    const rows = await db
      .selectFrom('uploads')
      .selectAll()
      .where('state', '=', 'uploading')
      .orderBy('created_at_ms')
      .orderBy('ordinal')
      .execute();
    return rows.map(mapping.fromRow);
  },
});
