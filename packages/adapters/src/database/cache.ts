import type { CacheOperations, CacheRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { prepared } from './prepared.ts';
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
export const cacheOperations = (db: Kysely<Tables>): CacheOperations => {
  const find = prepared(db, ({ fingerprint }: { fingerprint: string }) =>
    db.selectFrom('cache').selectAll().where('fingerprint', '=', fingerprint),
  );
  const insert = prepared(db, (row: CacheColumns) =>
    db
      .insertInto('cache')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  );
  return {
    async get(fingerprint) {
      const [row] = await find({ fingerprint });
      return row && mapping.fromRow(row);
    },

    async put(entry) {
      await insert(mapping.toRow(entry));
    },

    async delete(fingerprint) {
      await db.deleteFrom('cache').where('fingerprint', '=', fingerprint).execute();
    },
  };
};
