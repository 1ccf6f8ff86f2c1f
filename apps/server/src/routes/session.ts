import { ApiErrorSchema, LoginSchema, type Session, SessionSchema } from '@reelmill/core';
import type { Identity } from '@reelmill/engine';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { sendTooMany } from '../access/rate-limit.ts';
import { dropSession, keepSession, sessionToken } from '../access/session-cookie.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['access'];

/** How a browser comes in: it shows a key once, and a cookie from then on. */
export const sessionRoutes = (app: App, { access, limits }: RouteContext): void => {
  const view = ({ userId, scope }: Identity, endsAtMs: number | null): Session => ({
    userId,
    scope,
    keysRequired: access.keysRequired(),
    expiresAt: endsAtMs === null ? null : new Date(endsAtMs).toISOString(),
  });

  app.get(
    '/session',
    {
      schema: {
        tags: TAGS,
        summary: 'Who you are, and what you may do',
        response: { 200: SessionSchema, '4xx': ApiErrorSchema },
      },
    },
    (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return view(identityOf(request), request.sessionEndsAtMs);
    },
  );

  app.post(
    '/session',
    {
      config: { access: 'open' },
      schema: {
        tags: TAGS,
        summary: 'Log in with a key: the answer sets a cookie',
        body: LoginSchema,
        response: { 200: SessionSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const begun = await access.sessions.begin(request.body.key.trim());
      if (!begun.ok) {
        const waitMs = limits.failures.take(request.ip);
        return waitMs > 0
          ? sendTooMany(reply, waitMs, 'keys that are not valid')
          : sendFailure(reply, begun.error);
      }
      keepSession(request, reply, begun.value);
      void reply.header('cache-control', 'no-store');
      return view(begun.value.identity, begun.value.expiresAtMs);
    },
  );

  app.delete(
    '/session',
    {
      config: { access: 'open' },
      schema: {
        tags: TAGS,
        summary: 'Log out',
        response: { 204: z.null(), '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const token = sessionToken(request.headers.cookie);
      if (token !== undefined) await access.sessions.end(token);
      dropSession(request, reply);
      return reply.code(204).send(null);
    },
  );
};
