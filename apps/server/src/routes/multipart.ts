import {
  ApiErrorSchema,
  AskForPartsSchema,
  CompletedMultipartSchema,
  CompleteMultipartSchema,
  CreateMultipartSchema,
  cleanFileName,
  DEFAULT_PRESET,
  failure,
  IdSchema,
  MultipartSchema,
  PartAddressesSchema,
  resolveRecipe,
  StartedMultipartSchema,
} from '@reelmill/core';
import { maySee } from '@reelmill/engine';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['multipart'];
const noTransaction = failure('NOT_FOUND', 'bad-input', 'There is no such transaction; declare it again.');
const Params = z.object({ id: IdSchema });

/** Files in parts, sent by the client straight to where they are kept (docs/decisions/0040). */
export const multipartRoutes = (app: App, { engine, multiparts }: RouteContext): void => {
  app.post(
    '/multipart',
    {
      schema: {
        tags: TAGS,
        summary: 'Announce a file that is sent in parts, or go on with one that was',
        body: CreateMultipartSchema,
        response: { 201: StartedMultipartSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const { name, recipe: named, transaction: member, ...rest } = request.body;
      const recipe = resolveRecipe(named ?? DEFAULT_PRESET);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const fileName = cleanFileName(name);
      const joined = member ? [member.id] : [];
      if (!(await maySee(engine.store, identityOf(request), joined)))
        return sendFailure(reply, noTransaction);
      const ownerId = identityOf(request).userId;
      const started = await multiparts.create({ ...rest, ownerId, fileName, recipe: recipe.value, member });
      return started.ok ? reply.code(201).send(started.value) : sendFailure(reply, started.error);
    },
  );

  app.get(
    '/multipart/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Which parts are there',
        params: Params,
        response: { 200: MultipartSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const found = await multiparts.look(request.params.id);
      return found.ok ? found.value : sendFailure(reply, found.error);
    },
  );

  app.post(
    '/multipart/:id/parts',
    {
      schema: {
        tags: TAGS,
        summary: 'Where to PUT parts, for an hour; each address is good for one part and needs no other key',
        params: Params,
        body: AskForPartsSchema,
        response: { 200: PartAddressesSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const addresses = await multiparts.addresses(request.params.id, request.body.numbers);
      if (!addresses.ok) return sendFailure(reply, addresses.error);
      return reply.header('cache-control', 'no-store').send(addresses.value);
    },
  );

  app.post(
    '/multipart/:id/complete',
    {
      // 10,000 parts with their etags.
      bodyLimit: 4 << 20,
      schema: {
        tags: TAGS,
        summary: 'Read back what arrived, and make an asset of it if it is what was announced',
        params: Params,
        body: CompleteMultipartSchema,
        response: { 200: CompletedMultipartSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const completed = await multiparts.complete(request.params.id, request.body.parts);
      return completed.ok ? completed.value : sendFailure(reply, completed.error);
    },
  );

  app.delete(
    '/multipart/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Give an upload up, with the parts that are there',
        params: Params,
        response: { 204: z.null(), '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const aborted = await multiparts.abort(request.params.id);
      return aborted.ok ? reply.code(204).send(null) : sendFailure(reply, aborted.error);
    },
  );
};
