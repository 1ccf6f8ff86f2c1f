import {
  err,
  failure,
  type ListDeliveriesQuery,
  LOCAL_USER,
  type NewWebhook,
  ok,
  type PatchWebhook,
  type Result,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryPage,
  type WebhookEvent,
} from '@reelmill/core';
import { newId } from '../identity/new-id.ts';
import { parseAddress } from '../import/fetch-guarded.ts';
import type { EventBus, Owned, Store, WebhookDeliveryRecord, WebhookRecord } from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { createDeliverer } from './deliver.ts';
import { newWebhookSecret } from './sign.ts';

/** Who is told what happens, by the Standard Webhooks specification, and what they were told. */
export interface Webhooks {
  create(input: {
    /** The local user, unless given: an endpoint hears of what its owner has. */
    readonly ownerId?: string | undefined;
    readonly url: string;
    readonly events: readonly WebhookEvent[];
  }): Promise<Result<NewWebhook>>;
  list(owned: Owned): Promise<readonly Webhook[]>;
  /** Enabling one that was disabled by itself forgets why. */
  update(id: string, patch: PatchWebhook): Promise<Result<Webhook>>;
  delete(id: string): Promise<Result<void>>;
  deliveries(id: string, query: ListDeliveriesQuery): Promise<Result<WebhookDeliveryPage>>;
  /** Sends one again under its id, whatever became of it. */
  replay(id: string, deliveryId: string): Promise<Result<WebhookDelivery>>;
  /** Sends what is due now, without waiting for the clock. */
  wake(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const createWebhooks = (options: {
  readonly store: Store;
  readonly bus: EventBus;
  readonly log: EngineLog;
  /** Addresses or CIDR ranges that may be told although they are not public. */
  readonly allowAddresses: readonly string[];
  readonly nowMs?: () => number;
  readonly random?: () => number;
}): Webhooks => {
  const { store, nowMs = Date.now, random = Math.random } = options;
  const { webhooks } = store.direct;
  const deliverer = createDeliverer({ ...options, nowMs, random });
  return {
    create: async ({ ownerId = LOCAL_USER, url, events }) => {
      const parsed = parseAddress(url);
      if (!parsed.ok) return parsed;
      if ((await webhooks.list({ ownerId })).length >= MOST_WEBHOOKS) return err(tooMany);
      const record: WebhookRecord = {
        id: newId('webhook'),
        ownerId,
        url: parsed.value.href,
        secret: newWebhookSecret(),
        events,
        isEnabled: true,
        problem: null,
        createdAtMs: nowMs(),
      };
      await webhooks.insert(record);
      return ok({ ...webhookView(record), secret: record.secret });
    },
    list: async (owned) => (await webhooks.list(owned)).map(webhookView),
    update: async (id, patch) => {
      const change = { ...patch, ...(patch.isEnabled ? { problem: null } : {}) };
      await webhooks.update(id, change);
      const record = await webhooks.get(id);
      void deliverer.wake();
      return record ? ok(webhookView(record)) : err(noSuch);
    },
    delete: async (id) => ((await webhooks.delete(id)) ? ok(undefined) : err(noSuch)),
    deliveries: async (id, query) => {
      if (!(await webhooks.get(id))) return err(noSuch);
      const { items, total } = await webhooks.deliveries(id, query);
      return ok({ items: items.map(deliveryView), total, limit: query.limit, offset: query.offset });
    },
    replay: async (id, deliveryId) => {
      const delivery = await webhooks.getDelivery(deliveryId);
      if (delivery?.webhookId !== id) return err(noSuch);
      const again = { state: 'pending', createdAtMs: nowMs(), nextAttemptAtMs: nowMs() } as const;
      await webhooks.updateDelivery(deliveryId, again);
      void deliverer.wake();
      return ok(deliveryView({ ...delivery, ...again }));
    },
    wake: deliverer.wake,
    start: deliverer.start,
    stop: deliverer.stop,
  };
};

/** Of one owner: each is told of everything that happens to all of his. */
const MOST_WEBHOOKS = 20;

const tooMany = failure(
  'CONFLICT',
  'bad-input',
  `You have ${MOST_WEBHOOKS} webhooks, the most there may be; delete one first.`,
);

const webhookView = (record: WebhookRecord): Webhook => ({
  id: record.id,
  url: record.url,
  events: [...record.events],
  isEnabled: record.isEnabled,
  problem: record.problem,
  createdAt: new Date(record.createdAtMs).toISOString(),
});

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const deliveryView = (record: WebhookDeliveryRecord): WebhookDelivery => ({
  id: record.id,
  event: record.event,
  state: record.state,
  attempts: record.attempts,
  status: record.status,
  problem: record.problem,
  createdAt: new Date(record.createdAtMs).toISOString(),
  deliveredAt: isoOrNull(record.deliveredAtMs),
  nextAttemptAt: record.state === 'pending' ? isoOrNull(record.nextAttemptAtMs) : null,
});

const noSuch = failure('NOT_FOUND', 'bad-input', 'There is no such webhook or delivery.');
