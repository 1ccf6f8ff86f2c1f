import { createHash } from 'node:crypto';
import type { ReelmillEvent } from '@reelmill/core';
import type {
  EventBus,
  Store,
  StoreOperations,
  WebhookDeliveryRecord,
  WebhookRecord,
} from '../ports/index.ts';
import type { EngineLog } from '../run/run-context.ts';
import { messageOf } from './messages.ts';
import { nextAttemptAtMs } from './retry.ts';
import { sendDelivery } from './send-delivery.ts';

export interface DeliverContext {
  readonly store: Store;
  readonly bus: EventBus;
  readonly log: EngineLog;
  readonly nowMs: () => number;
  readonly allowAddresses: readonly string[];
  /** 0 to 1. */
  readonly random: () => number;
}

const BATCH = 200;
const AT_ONCE = 8;
const LOOK_EVERY_MS = 1_000;
/** The log of what was delivered is kept so long. */
const KEPT_MS = 30 * 24 * 3600_000;

/**
 * Reads the log of events for the endpoints, from where it was read to, and sends what is due. What an endpoint hears is a
 * row before it is sent, so a crash loses none; its id follows from what happened, so nothing is said under two ids. Every
 * owner has a line of his own: endpoints that let us wait keep nobody else waiting.
 */
export const createDeliverer = (context: DeliverContext) => {
  const { store, nowMs } = context;
  const stopping = new AbortController();
  const { signal } = stopping;
  const lines = new Map<string, Work>();
  let timer: NodeJS.Timeout | undefined;
  let stopListening = (): void => {};

  const onError = (error: unknown): void =>
    context.log.error({ err: error }, 'webhooks could not be sent; they are tried again');
  const lineOf = (ownerId: string): Work => {
    const line =
      lines.get(ownerId) ??
      oneAtATime(async () => {
        while (!signal.aborted && (await sendDue(context, ownerId, signal)));
      }, onError);
    lines.set(ownerId, line);
    return line;
  };
  const reading = oneAtATime(async () => {
    while (await readEvents(store, nowMs()));
    for (const ownerId of await store.direct.webhooks.ownersWithDue(nowMs())) void lineOf(ownerId).wake();
  }, onError);
  const wake = async (): Promise<void> => {
    await reading.wake();
    await Promise.all([...lines.values()].map((line) => line.ended()));
  };

  return {
    wake,
    start: async (): Promise<void> => {
      await store.direct.webhooks.forgetDeliveries(nowMs() - KEPT_MS);
      stopListening = context.bus.subscribe((event) => {
        if (messageOf(event)) void wake();
      });
      timer = setInterval(() => void wake(), LOOK_EVERY_MS);
      timer.unref();
      void wake();
    },
    stop: async (): Promise<void> => {
      stopListening();
      clearInterval(timer);
      stopping.abort();
      await Promise.all([reading, ...lines.values()].map((work) => work.ended()));
    },
  };
};

interface Work {
  /** Now, or once more after what is being done; resolves when that has ended. */
  wake(): Promise<void>;
  /** When nothing is being done. */
  ended(): Promise<void>;
}

const oneAtATime = (work: () => Promise<void>, onError: (error: unknown) => void): Work => {
  let working: Promise<void> | undefined;
  let isAgain = false;
  const run = async (): Promise<void> => {
    do {
      isAgain = false;
      await work().catch(onError);
    } while (isAgain);
    working = undefined;
  };
  return {
    wake: () => {
      isAgain = true;
      working ??= run();
      return working;
    },
    ended: async () => working,
  };
};

/** One batch of the log; false when it has been read to its end. */
const readEvents = async (store: Store, nowMs: number): Promise<boolean> => {
  const from = await store.direct.webhooks.cursor();
  const events = await store.direct.events.since(from, {}, BATCH);
  const last = events.at(-1);
  if (!last) return false;
  await store.transaction(async (tx) => {
    // Another reader was faster.
    if ((await tx.webhooks.cursor()) !== from) return;
    const endpoints = (await tx.webhooks.list({})).filter((webhook) => webhook.isEnabled);
    for (const webhook of endpoints) {
      for (const event of events) await enqueue(tx, webhook, event, nowMs);
    }
    await tx.webhooks.setCursor(last.seq);
  });
  return events.length === BATCH;
};

const enqueue = async (
  tx: StoreOperations,
  webhook: WebhookRecord,
  event: ReelmillEvent,
  nowMs: number,
): Promise<void> => {
  const message = messageOf(event);
  // What happened before somebody asked to be told is no news to them.
  const isOld = Date.parse(event.at) < webhook.createdAtMs;
  if (event.ownerId !== webhook.ownerId) return;
  if (!message || isOld || !webhook.events.includes(message.event)) return;
  await tx.webhooks.insertDelivery({
    id: messageId(webhook.id, message.key),
    webhookId: webhook.id,
    event: message.event,
    payload: JSON.stringify({ type: message.event, timestamp: event.at, data: message.data }),
    ...{ state: 'pending', attempts: 0, status: null, problem: null },
    ...{ createdAtMs: nowMs, deliveredAtMs: null, nextAttemptAtMs: nowMs },
  });
};

const messageId = (webhookId: string, key: string): string =>
  `msg_${createHash('sha256').update(`${webhookId} ${key}`).digest('base64url').slice(0, 27)}`;

/** Sends an owner what is due, a few at once; false when nothing was. */
const sendDue = async (context: DeliverContext, ownerId: string, signal: AbortSignal): Promise<boolean> => {
  const due = await context.store.direct.webhooks.due(ownerId, context.nowMs(), AT_ONCE);
  await Promise.all(due.map((delivery) => sendOne(context, delivery, signal)));
  return due.length > 0;
};

const sendOne = async (
  context: DeliverContext,
  delivery: WebhookDeliveryRecord,
  signal: AbortSignal,
): Promise<void> => {
  const { store, allowAddresses } = context;
  const { webhooks } = store.direct;
  const webhook = await webhooks.get(delivery.webhookId);
  if (!webhook) return;
  const { status, problem } = await sendDelivery(webhook, delivery, {
    ...{ allowAddresses, signal },
    nowMs: context.nowMs(),
  });
  // Stopped while it was sent: whether it arrived is not known, so it is sent again under the same id.
  if (signal.aborted) return;
  const nowMs = context.nowMs();
  const attempts = delivery.attempts + 1;
  const tried = { attempts, status, problem };
  if (problem === null) {
    await webhooks.updateDelivery(delivery.id, {
      ...tried,
      ...{ state: 'delivered', deliveredAtMs: nowMs, nextAttemptAtMs: null },
    });
    return;
  }
  // 410: the endpoint says that it is gone for good.
  const next =
    status === 410 ? null : nextAttemptAtMs(attempts, delivery.createdAtMs, nowMs, context.random());
  await store.transaction(async (tx) => {
    await tx.webhooks.updateDelivery(delivery.id, {
      ...tried,
      ...{ state: next === null ? 'failed' : 'pending', nextAttemptAtMs: next },
    });
    if (next === null) {
      const why =
        status === 410 ? 'The endpoint says that it is gone.' : 'The endpoint took nothing for three days.';
      await tx.webhooks.update(webhook.id, { isEnabled: false, problem: why });
    }
  });
};
