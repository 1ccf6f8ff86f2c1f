import type { OwnerOperations, Quotas } from '@reelmill/engine/ports';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** What users have, over one connection or transaction. */
export const ownerOperations = (db: Kysely<Tables>): OwnerOperations => ({
  async usage(ownerId) {
    const assets = await db
      .selectFrom('assets')
      .select([
        sql<number>`coalesce(sum(source_size_bytes), 0)`.as('bytes'),
        sql<number>`coalesce(sum(duration_seconds), 0)`.as('seconds'),
      ])
      .where('owner_id', '=', ownerId)
      .executeTakeFirstOrThrow();
    // What is put together of parts has no bytes besides theirs; what a transaction waits for has the transaction's job.
    const uploads = await db
      .selectFrom('uploads')
      .select([
        sql<number>`coalesce(sum(case when parts is null then coalesce(length_bytes, offset_bytes) end), 0)`.as(
          'bytes',
        ),
        sql<number>`count(case when is_part = 0 and member is null then 1 end)`.as('jobs'),
      ])
      .where('owner_id', '=', ownerId)
      .where('state', '=', sql.lit('uploading'))
      .executeTakeFirstOrThrow();
    const multiparts = await db
      .selectFrom('multiparts')
      .select([
        sql<number>`coalesce(sum(size_bytes), 0)`.as('bytes'),
        sql<number>`count(case when member is null then 1 end)`.as('jobs'),
      ])
      .where('owner_id', '=', ownerId)
      .where('state', '<>', sql.lit('complete'))
      .executeTakeFirstOrThrow();
    const transactions = await db
      .selectFrom('transactions')
      .select((eb) => eb.fn.countAll<number>().as('jobs'))
      .where('owner_id', '=', ownerId)
      .where('state', '=', sql.lit('open'))
      .executeTakeFirstOrThrow();
    const arrived = await db
      .selectFrom('transaction_files')
      .innerJoin('transactions', 'transactions.id', 'transaction_id')
      .select(sql<number>`coalesce(sum(size_bytes), 0)`.as('bytes'))
      .where('owner_id', '=', ownerId)
      .where('state', '=', sql.lit('open'))
      .where('digest', 'is not', null)
      .executeTakeFirstOrThrow();
    // The bytes of all others are those of their uploads.
    const imports = await db
      .selectFrom('imports')
      .select([
        sql<number>`coalesce(sum(size_bytes), 0)`.as('bytes'),
        sql<number>`count(size_bytes)`.as('jobs'),
      ])
      .where('owner_id', '=', ownerId)
      .where('state', '=', sql.lit('running'))
      .where('upload_id', 'is', null)
      .executeTakeFirstOrThrow();
    const replacements = await db
      .selectFrom('replacements')
      .innerJoin('assets', 'assets.id', 'replacements.asset_id')
      .select(sql<number>`coalesce(sum(size_bytes), 0)`.as('bytes'))
      .where('assets.owner_id', '=', ownerId)
      .executeTakeFirstOrThrow();
    const jobs = await db
      .selectFrom('jobs')
      .innerJoin('assets', 'assets.id', 'jobs.asset_id')
      .select((eb) => eb.fn.countAll<number>().as('jobs'))
      .where('jobs.state', 'in', ['queued', 'running', 'paused'])
      .where('assets.owner_id', '=', ownerId)
      .executeTakeFirstOrThrow();
    return {
      bytes:
        assets.bytes + replacements.bytes + uploads.bytes + multiparts.bytes + arrived.bytes + imports.bytes,
      videoSeconds: assets.seconds,
      jobs: jobs.jobs + uploads.jobs + multiparts.jobs + transactions.jobs + imports.jobs,
    };
  },

  async quotas(ownerId) {
    const row = await db
      .selectFrom('user_quotas')
      .select('limits')
      .where('user_id', '=', ownerId)
      .executeTakeFirst();
    return row ? (JSON.parse(row.limits) as Partial<Quotas>) : {};
  },

  async setQuotas(ownerId, quotas) {
    await db.deleteFrom('user_quotas').where('user_id', '=', ownerId).execute();
    if (Object.keys(quotas).length === 0) return;
    const row = { user_id: ownerId, limits: JSON.stringify(quotas) };
    await db.insertInto('user_quotas').values(row).execute();
  },

  async withQuotas() {
    const rows = await db.selectFrom('user_quotas').select('user_id').orderBy('user_id').execute();
    return rows.map((row) => row.user_id);
  },
});
