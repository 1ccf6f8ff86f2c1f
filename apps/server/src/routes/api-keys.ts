import {
  ApiErrorSchema,
  ApiKeyListSchema,
  ApiKeySchema,
  CreateApiKeySchema,
  IdSchema,
  NewApiKeySchema,
  RotateApiKeySchema,
} from '@reelmill/core';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { keepSession } from '../access/session-cookie.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['access'];
const ONLY_ADMIN = { access: 'admin' } as const;
const Params = z.object({ id: IdSchema });

/** Keys, and with them the users they stand for. */
export const apiKeyRoutes = (app: App, { access }: RouteContext): void => {
  const { keys } = access;
  app.get(
    '/keys',
    {
      config: ONLY_ADMIN,
      schema: {
        tags: TAGS,
        summary: 'Everybody’s keys, newest first; what they are is not kept',
        response: { 200: ApiKeyListSchema, '4xx': ApiErrorSchema },
      },
    },
    async () => ({ items: [...(await keys.list())] }),
  );

  app.post(
    '/keys',
    {
      config: ONLY_ADMIN,
      schema: {
        tags: TAGS,
        summary: 'Make a key for a user; the answer is the only time it is told',
        body: CreateApiKeySchema,
        response: { 201: NewApiKeySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const made = await keys.create(request.body);
      if (!made.ok) return sendFailure(reply, made.error);
      // From the first on keys are asked for: who made it in a browser is not shut out by it.
      const isFirst = identityOf(request).keyId === null && access.keysRequired();
      const session = isFirst ? await access.sessions.begin(made.value.key) : undefined;
      if (session?.ok) keepSession(request, reply, session.value);
      return reply.code(201).header('cache-control', 'no-store').send(made.value);
    },
  );

  app.post(
    '/keys/:id/rotate',
    {
      config: ONLY_ADMIN,
      schema: {
        tags: TAGS,
        summary: 'Make a key that takes the place of another, which works for a while longer',
        params: Params,
        body: RotateApiKeySchema,
        response: { 201: NewApiKeySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const made = await keys.rotate(request.params.id, request.body);
      if (!made.ok) return sendFailure(reply, made.error);
      return reply.code(201).header('cache-control', 'no-store').send(made.value);
    },
  );

  app.post(
    '/keys/:id/revoke',
    {
      config: ONLY_ADMIN,
      schema: {
        tags: TAGS,
        summary: 'End a key at once, with every session that began with it',
        params: Params,
        response: { 200: ApiKeySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const revoked = await keys.revoke(request.params.id);
      return revoked.ok ? revoked.value : sendFailure(reply, revoked.error);
    },
  );
};
