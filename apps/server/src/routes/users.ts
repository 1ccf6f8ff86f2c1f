import { ApiErrorSchema, OwnQuotaSchema, UserIdSchema, UserListSchema, UserSchema } from '@reelmill/core';
import { z } from 'zod';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['access'];
const ONLY_ADMIN = { access: 'admin' } as const;

/** Whom keys were made for, and how much each may have. */
export const userRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/users',
    {
      config: ONLY_ADMIN,
      schema: {
        tags: TAGS,
        summary: 'Everybody keys were made for, with what they have and may have',
        response: { 200: UserListSchema, '4xx': ApiErrorSchema },
      },
    },
    async () => ({ items: [...(await engine.users.list())] }),
  );

  app.put(
    '/users/:userId/quota',
    {
      config: ONLY_ADMIN,
      schema: {
        tags: TAGS,
        summary: 'Give one user a quota of their own; what is left out is as for everybody',
        params: z.object({ userId: UserIdSchema }),
        body: OwnQuotaSchema,
        response: { 200: UserSchema, '4xx': ApiErrorSchema },
      },
    },
    (request) => engine.users.setQuota(request.params.userId, request.body),
  );
};
