import type { ListDeliveriesQuery, WebhookEvent } from '@reelmill/core';
import type { Owned } from './assets.ts';

/** Somebody who is told what happens. */
export interface WebhookRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly url: string;
  /** What its messages are signed with. */
  readonly secret: string;
  readonly events: readonly WebhookEvent[];
  readonly isEnabled: boolean;
  readonly problem: string | null;
  readonly createdAtMs: number;
}

/** One message to one endpoint. */
export interface WebhookDeliveryRecord {
  /** Follows from what happened and whom it is for. */
  readonly id: string;
  readonly webhookId: string;
  readonly event: string;
  /** JSON, as it is signed and sent. */
  readonly payload: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly status: number | null;
  readonly problem: string | null;
  readonly createdAtMs: number;
  readonly deliveredAtMs: number | null;
  readonly nextAttemptAtMs: number | null;
}

export interface WebhookOperations {
  insert(webhook: WebhookRecord): Promise<void>;
  get(id: string): Promise<WebhookRecord | undefined>;
  /** Oldest first. */
  list(owned: Owned): Promise<readonly WebhookRecord[]>;
  update(id: string, patch: Partial<Omit<WebhookRecord, 'id'>>): Promise<boolean>;
  /** With its deliveries. */
  delete(id: string): Promise<boolean>;
  /** Number of the last event that was read for the endpoints. */
  cursor(): Promise<number>;
  setCursor(seq: number): Promise<void>;
  /** Nothing happens when there is one with this id. */
  insertDelivery(delivery: WebhookDeliveryRecord): Promise<void>;
  getDelivery(id: string): Promise<WebhookDeliveryRecord | undefined>;
  updateDelivery(id: string, patch: Partial<Omit<WebhookDeliveryRecord, 'id'>>): Promise<void>;
  /** Whose enabled endpoints are to be told something by now. */
  ownersWithDue(nowMs: number): Promise<readonly string[]>;
  /** Pending ones of an owner's enabled endpoints whose time has come, earliest first. */
  due(ownerId: string, nowMs: number, limit: number): Promise<readonly WebhookDeliveryRecord[]>;
  /** Newest first. */
  deliveries(
    webhookId: string,
    query: ListDeliveriesQuery,
  ): Promise<{ readonly items: readonly WebhookDeliveryRecord[]; readonly total: number }>;
  /** Removes those that are not pending and were made before this. */
  forgetDeliveries(beforeMs: number): Promise<void>;
}
