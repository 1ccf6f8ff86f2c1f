import {
  ApiErrorSchema,
  CreateTransactionSchema,
  DEFAULT_PRESET,
  failure,
  IdSchema,
  resolveRecipe,
  TransactionSchema,
} from '@reelmill/core';
import { transactionView } from '@reelmill/engine';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['uploads'];
const Params = z.object({ id: IdSchema });
const noSuchTransaction = failure(
  'NOT_FOUND',
  'bad-input',
  'There is no such transaction; it may have expired or been given up.',
);

/** Files that become one asset together, or nothing (docs/decisions/0042). */
export const transactionRoutes = (app: App, { engine: { transactions } }: RouteContext): void => {
  app.post(
    '/transactions',
    {
      schema: {
        tags: TAGS,
        summary: 'Declare files that become one asset together, or go on with some that were declared',
        description:
          'Send each by tus (metadata `transaction` and `role`) or in parts (`transaction` of `POST /multipart`).',
        body: CreateTransactionSchema,
        response: { 201: TransactionSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const { recipe: named, ...rest } = request.body;
      const recipe = resolveRecipe(named ?? DEFAULT_PRESET);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const created = await transactions.create({
        ...{ ...rest, ownerId: identityOf(request).userId, recipe: recipe.value },
      });
      if (!created.ok) return sendFailure(reply, created.error);
      return reply.code(201).send(transactionView(created.value));
    },
  );

  app.get(
    '/transactions/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Which files have arrived, what brings the others, and what it became',
        params: Params,
        response: { 200: TransactionSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const found = await transactions.look(request.params.id);
      return found ? transactionView(found) : sendFailure(reply, noSuchTransaction);
    },
  );

  app.delete(
    '/transactions/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Give it up, with all that has arrived',
        params: Params,
        response: { 204: z.null(), '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const aborted = await transactions.abort(request.params.id);
      return aborted.ok ? reply.code(204).send(null) : sendFailure(reply, aborted.error);
    },
  );
};
