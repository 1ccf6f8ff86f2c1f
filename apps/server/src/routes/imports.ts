import {
  ApiErrorSchema,
  allows,
  CreateImportSchema,
  cleanFileName,
  DEFAULT_PRESET,
  failure,
  IdSchema,
  ImportPageSchema,
  ImportSchema,
  ListImportsQuerySchema,
  resolveRecipe,
} from '@reelmill/core';
import { seenBy } from '@reelmill/engine';
import { z } from 'zod';
import { tooLittle } from '../access/guard-routes.ts';
import { identityOf } from '../access/identity.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['imports'];
const Params = z.object({ id: IdSchema });

/** Bytes the server fetches by itself: from an address, from one of its own import folders, or from its object store. */
export const importRoutes = (app: App, { imports }: RouteContext): void => {
  app.post(
    '/imports',
    {
      schema: {
        tags: TAGS,
        summary:
          'Fetch a video from an address, an import folder or the object store and make an asset of it',
        body: CreateImportSchema,
        response: { 202: ImportSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const { url, path, s3, name, metadata, recipe: named, priority } = request.body;
      const { userId, scope } = identityOf(request);
      // What lies at an address is for who knows it; what lies here would be for everybody who may write.
      if (url === undefined && !allows(scope, 'import'))
        return sendFailure(reply, tooLittle(scope, 'import'));
      const recipe = resolveRecipe(named ?? DEFAULT_PRESET);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const created = await imports.create({
        ownerId: userId,
        from: s3 ?? (url === undefined ? { path: path ?? '' } : { url }),
        fileName: name === undefined ? null : cleanFileName(name),
        ...{ metadata, recipe: recipe.value, priority },
      });
      return created.ok ? reply.code(202).send(created.value) : sendFailure(reply, created.error);
    },
  );

  app.get(
    '/imports',
    {
      schema: {
        tags: TAGS,
        summary: 'Imports, newest first',
        querystring: ListImportsQuerySchema,
        response: { 200: ImportPageSchema, '4xx': ApiErrorSchema },
      },
    },
    (request) => imports.list({ ...request.query, ownerId: seenBy(identityOf(request)) }),
  );

  app.get(
    '/imports/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'How far an import is, and what it became',
        params: Params,
        response: { 200: ImportSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) =>
      (await imports.get(request.params.id)) ??
      sendFailure(reply, failure('NOT_FOUND', 'bad-input', 'There is no such import.')),
  );

  app.post(
    '/imports/:id/cancel',
    {
      schema: {
        tags: TAGS,
        summary: 'Give an import up; nothing of it is left',
        params: Params,
        response: { 200: ImportSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const cancelled = await imports.cancel(request.params.id);
      return cancelled.ok ? cancelled.value : sendFailure(reply, cancelled.error);
    },
  );
};
