import type { WebhookDeliveryRecord, WebhookOperations, WebhookRecord } from '@reelmill/engine/ports';
import type { Kysely } from 'kysely';
import { flag, json, rowMapping } from './row-mapping.ts';
import type { Tables, WebhookColumns, WebhookDeliveryColumns } from './schema.ts';

const mapping = rowMapping<WebhookRecord, WebhookColumns>({
  id: 'id',
  ownerId: 'owner_id',
  url: 'url',
  secret: 'secret',
  events: json('events'),
  isEnabled: flag('is_enabled'),
  problem: 'problem',
  createdAtMs: 'created_at_ms',
});

const deliveryMapping = rowMapping<WebhookDeliveryRecord, WebhookDeliveryColumns>({
  id: 'id',
  webhookId: 'webhook_id',
  event: 'event',
  payload: 'payload',
  state: 'state',
  attempts: 'attempts',
  status: 'status',
  problem: 'problem',
  createdAtMs: 'created_at_ms',
  deliveredAtMs: 'delivered_at_ms',
  nextAttemptAtMs: 'next_attempt_at_ms',
});

const dueBy = (db: Kysely<Tables>, nowMs: number) =>
  db
    .selectFrom('webhook_deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
    .where('webhook_deliveries.state', '=', 'pending')
    .where('webhook_deliveries.next_attempt_at_ms', '<=', nowMs)
    .where('webhooks.is_enabled', '=', 1);

/** Webhooks and their deliveries over one connection or transaction. */
export const webhookOperations = (db: Kysely<Tables>): WebhookOperations => ({
  async insert(webhook) {
    await db.insertInto('webhooks').values(mapping.toRow(webhook)).execute();
  },

  async get(id) {
    const row = await db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
    return row && mapping.fromRow(row);
  },

  async list({ ownerId }) {
    const rows = await db
      .selectFrom('webhooks')
      .selectAll()
      .$if(ownerId !== undefined, (query) => query.where('owner_id', '=', ownerId ?? ''))
      .orderBy('created_at_ms')
      .orderBy('id')
      .execute();
    return rows.map(mapping.fromRow);
  },

  async update(id, patch) {
    const { numUpdatedRows } = await db
      .updateTable('webhooks')
      .set((eb) => ({ id: eb.ref('id'), ...mapping.toPatch(patch) }))
      .where('id', '=', id)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },

  async delete(id) {
    const { numDeletedRows } = await db.deleteFrom('webhooks').where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  },

  async cursor() {
    const row = await db.selectFrom('webhook_cursor').select('seq').executeTakeFirstOrThrow();
    return row.seq;
  },

  async setCursor(seq) {
    await db.updateTable('webhook_cursor').set({ seq }).execute();
  },

  async insertDelivery(delivery) {
    await db
      .insertInto('webhook_deliveries')
      .values(deliveryMapping.toRow(delivery))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  },

  async getDelivery(id) {
    const row = await db.selectFrom('webhook_deliveries').selectAll().where('id', '=', id).executeTakeFirst();
    return row && deliveryMapping.fromRow(row);
  },

  async updateDelivery(id, patch) {
    await db
      .updateTable('webhook_deliveries')
      .set(deliveryMapping.toPatch(patch))
      .where('id', '=', id)
      .execute();
  },

  async ownersWithDue(nowMs) {
    const rows = await dueBy(db, nowMs).select('webhooks.owner_id').distinct().execute();
    return rows.map(({ owner_id }) => owner_id);
  },

  async due(ownerId, nowMs, limit) {
    const rows = await dueBy(db, nowMs)
      .selectAll('webhook_deliveries')
      .where('webhooks.owner_id', '=', ownerId)
      .orderBy('webhook_deliveries.next_attempt_at_ms')
      .orderBy('webhook_deliveries.ordinal')
      .limit(limit)
      .execute();
    return rows.map(deliveryMapping.fromRow);
  },

  async deliveries(webhookId, { state, limit, offset }) {
    const matching = db
      .selectFrom('webhook_deliveries')
      .where('webhook_id', '=', webhookId)
      .$if(state !== undefined, (query) => query.where('state', '=', state ?? ''));
    const rows = await matching.selectAll().orderBy('ordinal', 'desc').limit(limit).offset(offset).execute();
    const { total } = await matching
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    return { items: rows.map(deliveryMapping.fromRow), total };
  },

  async forgetDeliveries(beforeMs) {
    await db
      .deleteFrom('webhook_deliveries')
      .where('state', '!=', 'pending')
      .where('created_at_ms', '<', beforeMs)
      .execute();
  },
});
