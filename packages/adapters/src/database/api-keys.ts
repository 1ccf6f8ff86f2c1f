import type { ApiKeyOperations, ApiKeyRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { prepared } from './prepared.ts';
import { rowMapping } from './row-mapping.ts';
import type { ApiKeyColumns, Tables } from './schema.ts';

const mapping = rowMapping<ApiKeyRecord, ApiKeyColumns>({
  id: 'id',
  secretDigest: 'secret_digest',
  name: 'name',
  userId: 'user_id',
  scope: 'scope',
  createdAtMs: 'created_at_ms',
  expiresAtMs: 'expires_at_ms',
  lastUsedAtMs: 'last_used_at_ms',
  revokedAtMs: 'revoked_at_ms',
});

/** Keys over one connection or transaction. */
export const apiKeyOperations = (db: Kysely<Tables>): ApiKeyOperations => {
  // Every request looks its key up.
  const find = prepared(db, ({ id }: { id: string }) =>
    db.selectFrom('api_keys').selectAll().where('id', '=', id),
  );
  return {
    async insert(key) {
      await db.insertInto('api_keys').values(mapping.toRow(key)).execute();
    },

    async get(id) {
      const [row] = await find({ id });
      return row && mapping.fromRow(row);
    },

    async list() {
      const rows = await db.selectFrom('api_keys').selectAll().orderBy('ordinal', 'desc').execute();
      return rows.map(mapping.fromRow);
    },

    async update(id, patch) {
      const { numUpdatedRows } = await db
        .updateTable('api_keys')
        .set((eb) => ({ id: eb.ref('id'), ...mapping.toPatch(patch) }))
        .where('id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
};
