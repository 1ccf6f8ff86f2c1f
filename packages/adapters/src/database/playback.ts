import type { PlaybackOperations, PlaybackTokenRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { rowMapping } from './row-mapping.ts';
import type { PlaybackTokenColumns, Tables } from './schema.ts';

const mapping = rowMapping<PlaybackTokenRecord, PlaybackTokenColumns>({
  id: 'id',
  assetId: 'asset_id',
  keyNumber: 'key_number',
  ip: 'ip',
  createdAtMs: 'created_at_ms',
  expiresAtMs: 'expires_at_ms',
  revokedAtMs: 'revoked_at_ms',
});

/** Playback tokens and the numbers of their keys over one connection or transaction. */
export const playbackOperations = (db: Kysely<Tables>): PlaybackOperations => ({
  async insert(token) {
    await db.insertInto('playback_tokens').values(mapping.toRow(token)).execute();
  },

  async good(assetId, { nowMs, keyNumber }) {
    const rows = await db
      .selectFrom('playback_tokens')
      .selectAll()
      .where('asset_id', '=', assetId)
      .where('revoked_at_ms', 'is', null)
      .where('expires_at_ms', '>', nowMs)
      .where('key_number', '>=', keyNumber)
      .orderBy('ordinal', 'desc')
      .execute();
    return rows.map(mapping.fromRow);
  },

  async revoke(assetId, { id, nowMs }) {
    const rows = await db
      .updateTable('playback_tokens')
      .set({ revoked_at_ms: nowMs })
      .where('asset_id', '=', assetId)
      .where('revoked_at_ms', 'is', null)
      .where('expires_at_ms', '>', nowMs)
      .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
      .returningAll()
      .execute();
    return rows.map(mapping.fromRow);
  },

  async revoked(nowMs) {
    const rows = await db
      .selectFrom('playback_tokens')
      .selectAll()
      .where('revoked_at_ms', 'is not', null)
      .where('expires_at_ms', '>', nowMs)
      .execute();
    return rows.map(mapping.fromRow);
  },

  async forgetEnded(nowMs) {
    await db.deleteFrom('playback_tokens').where('expires_at_ms', '<=', nowMs).execute();
  },

  async keys(limit) {
    const rows = await db
      .selectFrom('playback_keys')
      .selectAll()
      .orderBy('number', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ number: row.number, createdAtMs: row.created_at_ms }));
  },

  async addKey(nowMs) {
    const { number } = await db
      .insertInto('playback_keys')
      .values({ created_at_ms: nowMs })
      .returning('number')
      .executeTakeFirstOrThrow();
    return number;
  },
});
