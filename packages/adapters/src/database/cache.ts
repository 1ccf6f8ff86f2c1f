import type { CacheOperations, CacheRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { json, rowMapping } from './row-mapping.ts';
import type { CacheColumns, Tables } from './schema.ts';

const mapping = rowMapping<CacheRecord, CacheColumns>({
  fingerprint: 'fingerprint',
  artifactDigest: 'artifact_digest',
  kind: 'kind',
  record: 'record',
  warnings: json('warnings'),
  createdAtMs: 'created_at_ms',
});

/** The action cache over one connection or transaction. */
export const cacheOperations = (db: Kysely<Tables>): CacheOperations => ({
  async get(fingerprint) {
    const row = await db
      .selectFrom('cache')
      .selectAll()
      .where('fingerprint', '=', fingerprint)
      .executeTakeFirst();
    return row && mapping.fromRow(row);
  },

  async put(entry) {
    await db
      .insertInto('cache')
      .values(mapping.toRow(entry))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },

  async delete(fingerprint) {
    await db.deleteFrom('cache').where('fingerprint', '=', fingerprint).execute();
  },
});
