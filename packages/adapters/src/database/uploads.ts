import type { UploadOperations, UploadRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { flag, json, rowMapping } from './row-mapping.ts';
import { rowsWithState } from './rows-with-state.ts';
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
  ...rowsWithState(db, 'uploads', mapping),

  async insert(upload) {
    await db.insertInto('uploads').values(mapping.toRow(upload)).execute();
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
