import type { SessionOperations, SessionRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { prepared } from './prepared.ts';
import { rowMapping } from './row-mapping.ts';
import type { SessionColumns, Tables } from './schema.ts';

const mapping = rowMapping<SessionRecord, SessionColumns>({
  tokenDigest: 'token_digest',
  keyId: 'key_id',
  createdAtMs: 'created_at_ms',
  expiresAtMs: 'expires_at_ms',
});

/** Sessions over one connection or transaction. */
export const sessionOperations = (db: Kysely<Tables>): SessionOperations => {
  const find = prepared(db, ({ digest }: { digest: string }) =>
    db.selectFrom('sessions').selectAll().where('token_digest', '=', digest),
  );
  return {
    async insert(session) {
      await db.insertInto('sessions').values(mapping.toRow(session)).execute();
    },

    async get(digest) {
      const [row] = await find({ digest });
      return row && mapping.fromRow(row);
    },

    async delete(digest) {
      await db.deleteFrom('sessions').where('token_digest', '=', digest).execute();
    },

    async forget(endedByMs) {
      await db.deleteFrom('sessions').where('expires_at_ms', '<=', endedByMs).execute();
    },
  };
};
