import {
  ApiErrorSchema,
  CreateWebhookSchema,
  IdSchema,
  ListDeliveriesQuerySchema,
  NewWebhookSchema,
  PatchWebhookSchema,
  WebhookDeliveryPageSchema,
  WebhookDeliverySchema,
  WebhookListSchema,
  WebhookSchema,
} from '@reelmill/core';
import { seenBy } from '@reelmill/engine';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['webhooks'];
const Params = z.object({ id: IdSchema });

/** Who is told what happens (Standard Webhooks), and what they were told. */
export const webhookRoutes = (app: App, { webhooks }: RouteContext): void => {
  app.post(
    '/webhooks',
    {
      schema: {
        tags: TAGS,
        summary: 'Tell an address what happens; the secret its messages are signed with is told once',
        body: CreateWebhookSchema,
        response: { 201: NewWebhookSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const made = await webhooks.create({ ...request.body, ownerId: identityOf(request).userId });
      return made.ok ? reply.code(201).send(made.value) : sendFailure(reply, made.error);
    },
  );

  app.get(
    '/webhooks',
    { schema: { tags: TAGS, summary: 'Who is told', response: { 200: WebhookListSchema } } },
    (request) =>
      webhooks.list({ ownerId: seenBy(identityOf(request)) }).then((items) => ({ items: [...items] })),
  );

  app.patch(
    '/webhooks/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Tell of other events, or enable and disable',
        params: Params,
        body: PatchWebhookSchema,
        response: { 200: WebhookSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const changed = await webhooks.update(request.params.id, request.body);
      return changed.ok ? changed.value : sendFailure(reply, changed.error);
    },
  );

  app.delete(
    '/webhooks/:id',
    { schema: { tags: TAGS, summary: 'Tell this address nothing any more', params: Params } },
    async (request, reply) => {
      const deleted = await webhooks.delete(request.params.id);
      return deleted.ok ? reply.code(204).send() : sendFailure(reply, deleted.error);
    },
  );

  app.get(
    '/webhooks/:id/deliveries',
    {
      schema: {
        tags: TAGS,
        summary: 'What it was told, newest first; kept for 30 days',
        params: Params,
        querystring: ListDeliveriesQuerySchema,
        response: { 200: WebhookDeliveryPageSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const page = await webhooks.deliveries(request.params.id, request.query);
      return page.ok ? page.value : sendFailure(reply, page.error);
    },
  );

  app.post(
    '/webhooks/:id/deliveries/:deliveryId/replay',
    {
      schema: {
        tags: TAGS,
        summary: 'Send one again, under the same id',
        params: Params.extend({ deliveryId: z.string().max(64) }),
        response: { 202: WebhookDeliverySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const sent = await webhooks.replay(request.params.id, request.params.deliveryId);
      return sent.ok ? reply.code(202).send(sent.value) : sendFailure(reply, sent.error);
    },
  );
};
