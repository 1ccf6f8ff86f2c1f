import { z } from 'zod';
import { AssetSchema } from './asset.ts';
import { JobSummarySchema } from './job.ts';
import { OutputSchema } from './output.ts';
import { IdSchema, TimestampSchema } from './scalars.ts';

/** What endpoints can be told of. */
export const WEBHOOK_EVENTS = [
  'asset.created',
  'asset.deleted',
  'output.published',
  'job.succeeded',
  'job.failed',
  'job.cancelled',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

const about = { timestamp: TimestampSchema };
const ids = { assetId: IdSchema, jobId: IdSchema };
const jobEnded = z.object({ ...ids, job: JobSummarySchema });

/** The body of a delivery. Whatever it is about, `data.assetId` says of which asset. */
export const WebhookPayloadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('asset.created'),
    ...about,
    data: z.object({ assetId: IdSchema, asset: AssetSchema }),
  }),
  z.object({ type: z.literal('asset.deleted'), ...about, data: z.object({ assetId: IdSchema }) }),
  z.object({
    type: z.literal('output.published'),
    ...about,
    data: z.object({ assetId: IdSchema, jobId: IdSchema.nullable(), output: OutputSchema }),
  }),
  z.object({ type: z.literal('job.succeeded'), ...about, data: jobEnded }),
  z.object({ type: z.literal('job.failed'), ...about, data: jobEnded }),
  z.object({ type: z.literal('job.cancelled'), ...about, data: jobEnded }),
]);
export type WebhookPayload = Readonly<z.infer<typeof WebhookPayloadSchema>>;

/** Somebody who is told what happens, by the Standard Webhooks specification (standardwebhooks.com). */
export const WebhookSchema = z.object({
  id: IdSchema,
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  isEnabled: z.boolean(),
  /** Why it was disabled by itself; null otherwise. */
  problem: z.string().nullable(),
  createdAt: TimestampSchema,
});
export type Webhook = Readonly<z.infer<typeof WebhookSchema>>;

export const WebhookListSchema = z.object({ items: z.array(WebhookSchema) });
export type WebhookList = Readonly<z.infer<typeof WebhookListSchema>>;

/** Told once, when it is made: `whsec_` and the key that signatures are checked with. */
export const NewWebhookSchema = WebhookSchema.extend({ secret: z.string() });
export type NewWebhook = Readonly<z.infer<typeof NewWebhookSchema>>;

export const CreateWebhookSchema = z.strictObject({
  /** `https://` or `http://`; never one of a private network. */
  url: z.string().max(2048),
  /** Default: all of them. */
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .min(1)
    .default([...WEBHOOK_EVENTS]),
});
export type CreateWebhook = z.input<typeof CreateWebhookSchema>;

export const PatchWebhookSchema = z.strictObject({
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).optional(),
  isEnabled: z.boolean().optional(),
});
export type PatchWebhook = z.input<typeof PatchWebhookSchema>;

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;

/** One event told to one endpoint. */
export const WebhookDeliverySchema = z.object({
  /** The same in every try, also when it is sent again by hand: `webhook-id`. */
  id: z.string(),
  event: z.string(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int().nonnegative(),
  /** Of the last try; null before it, and where nothing answered. */
  status: z.int().nullable(),
  /** What went wrong in the last try, as a sentence. */
  problem: z.string().nullable(),
  createdAt: TimestampSchema,
  deliveredAt: TimestampSchema.nullable(),
  /** When it is tried again; null when it is not. */
  nextAttemptAt: TimestampSchema.nullable(),
});
export type WebhookDelivery = Readonly<z.infer<typeof WebhookDeliverySchema>>;

export const WebhookDeliveryPageSchema = z.object({
  items: z.array(WebhookDeliverySchema),
  total: z.int().nonnegative(),
  limit: z.int(),
  offset: z.int(),
});
export type WebhookDeliveryPage = Readonly<z.infer<typeof WebhookDeliveryPageSchema>>;

export const ListDeliveriesQuerySchema = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
export type ListDeliveriesQuery = z.infer<typeof ListDeliveriesQuerySchema>;
