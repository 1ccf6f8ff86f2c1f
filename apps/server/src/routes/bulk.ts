import {
  ApiErrorSchema,
  BulkItemPageSchema,
  BulkPageSchema,
  BulkSchema,
  CreateBulkSchema,
  DEFAULT_PRESET,
  failure,
  IdSchema,
  ListBulkItemsQuerySchema,
  ListBulksQuerySchema,
  resolveRecipe,
} from '@reelmill/core';
import { seenBy } from '@reelmill/engine';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['bulk'];
const Params = z.object({ id: IdSchema });
const one = { tags: TAGS, params: Params };
const noSuchBulk = failure('NOT_FOUND', 'bad-input', 'There is no such bulk job.');

/** One recipe on many assets. */
export const bulkRoutes = (app: App, { engine: { bulk } }: RouteContext): void => {
  app.get(
    '/bulk',
    {
      schema: {
        tags: TAGS,
        summary: 'List bulk jobs, newest first',
        querystring: ListBulksQuerySchema,
        response: { 200: BulkPageSchema, '4xx': ApiErrorSchema },
      },
    },
    (request) => bulk.list({ ...request.query, ownerId: seenBy(identityOf(request)) }),
  );

  app.post(
    '/bulk',
    {
      schema: {
        tags: TAGS,
        summary: 'Run a recipe on up to 1,000 assets; answers before their jobs are made',
        body: CreateBulkSchema,
        response: { 202: BulkSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const { recipe: wanted, priority, assetIds, query } = request.body;
      const recipe = resolveRecipe(wanted ?? DEFAULT_PRESET);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const { userId } = identityOf(request);
      const owned = { ownerId: seenBy(identityOf(request)) };
      const assets = assetIds ? { ids: assetIds, ...owned } : { query: { ...query, ...owned } };
      const created = await bulk.create({ ownerId: userId, recipe: recipe.value, priority, assets });
      return created.ok ? reply.code(202).send(created.value) : sendFailure(reply, created.error);
    },
  );

  app.get(
    '/bulk/:id',
    {
      schema: {
        ...one,
        summary: 'How a bulk job stands as a whole',
        response: { 200: BulkSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => (await bulk.get(request.params.id)) ?? sendFailure(reply, noSuchBulk),
  );

  app.get(
    '/bulk/:id/items',
    {
      schema: {
        ...one,
        summary: 'How each of its assets stands, in the order they were named',
        querystring: ListBulkItemsQuerySchema,
        response: { 200: BulkItemPageSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) =>
      (await bulk.items(request.params.id, request.query)) ?? sendFailure(reply, noSuchBulk),
  );

  app.post(
    '/bulk/:id/cancel',
    {
      schema: {
        ...one,
        summary: 'Cancel what has not ended; answers when its processes are gone',
        response: { 200: BulkSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const cancelled = await bulk.cancel(request.params.id);
      return cancelled.ok ? cancelled.value : sendFailure(reply, cancelled.error);
    },
  );

  app.post(
    '/bulk/:id/retry',
    {
      schema: {
        ...one,
        summary: 'New jobs for what failed or was cancelled; what was made before is not made again',
        response: { 202: BulkSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const retried = await bulk.retry(request.params.id);
      return retried.ok ? reply.code(202).send(retried.value) : sendFailure(reply, retried.error);
    },
  );
};
