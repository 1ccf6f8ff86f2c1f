import { type EventBody, LOCAL_USER, type ReelmillEvent } from '@reelmill/core';
import type { EventOperations, NewEvent } from '@reelmill/engine/ports';
import { type Kysely, type Selectable, sql } from 'kysely';
import { prepared } from './prepared.ts';
import type { Tables } from './schema.ts';

const fromRow = (row: Selectable<Tables['events']>): ReelmillEvent => ({
  seq: row.seq,
  at: new Date(row.at_ms).toISOString(),
  assetId: row.asset_id,
  jobId: row.job_id,
  ownerId: row.owner_id,
  ...(JSON.parse(row.body) as EventBody),
});

const toRow = (seq: number, event: NewEvent) => ({
  seq,
  at_ms: event.atMs,
  asset_id: event.assetId,
  job_id: event.jobId,
  bulk_id: event.body.type === 'bulk.updated' ? event.body.bulk.id : null,
  body: JSON.stringify(event.body),
});

/** The log of events over one connection or transaction. */
export const eventOperations = (db: Kysely<Tables>): EventOperations => {
  const nextNumber = prepared(db, () =>
    db
      .updateTable('event_head')
      .set((eb) => ({ newest: eb('newest', '+', 1) }))
      .returning('newest'),
  );
  const insert = prepared(db, ({ bulk_id, ...row }: ReturnType<typeof toRow>) =>
    db
      .insertInto('events')
      .values((eb) => ({
        ...row,
        owner_id: eb.fn.coalesce(
          eb.selectFrom('assets').select('owner_id').where('id', '=', row.asset_id),
          eb.selectFrom('bulks').select('owner_id').where('id', '=', bulk_id),
          sql.lit(LOCAL_USER),
        ),
      }))
      .returning('owner_id'),
  );
  return {
    async append(event) {
      const [head] = await nextNumber({});
      if (!head) throw new Error('the log of events has no head');
      const row = toRow(head.newest, event);
      const [inserted] = await insert(row);
      if (!inserted) throw new Error('an event was not kept');
      const { assetId, jobId, body } = event;
      const at = new Date(row.at_ms).toISOString();
      return { seq: row.seq, at, assetId, jobId, ownerId: inserted.owner_id, ...body };
    },

    async since(seq, filter, limit) {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('seq', '>', seq)
        .$if(filter.assetId !== undefined, (query) => query.where('asset_id', '=', filter.assetId ?? ''))
        .$if(filter.ownerId !== undefined, (query) => query.where('owner_id', '=', filter.ownerId ?? ''))
        .$if(filter.jobId !== undefined, (query) => query.where('job_id', '=', filter.jobId ?? ''))
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },

    async range() {
      const row = await db
        .selectFrom('event_head')
        .select((eb) => [
          'newest',
          eb
            .selectFrom('events')
            .select((events) => events.fn.min('seq').as('oldest'))
            .as('oldest'),
        ])
        .executeTakeFirstOrThrow();
      return { oldest: row.oldest ?? 0, newest: row.newest };
    },

    async trim(keep) {
      await db
        .deleteFrom('events')
        .where('seq', '<=', (eb) =>
          eb.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).offset(keep),
        )
        .execute();
    },
  };
};
