import { failure } from '@reelmill/core';
import { type Access, type Identity, LOCAL_IDENTITY } from '@reelmill/engine';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendFailure } from '../errors/send-failure.ts';
import { type RateLimits, sendTooMany } from './rate-limit.ts';
import { sessionToken } from './session-cookie.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null for who showed no key where one is needed. */
    identity: Identity | null;
    /** When the session it came with ends; null for who showed a key, or needs none. */
    sessionEndsAtMs: number | null;
  }
}

/**
 * Finds out who asks, for every request: by `Authorization: Bearer`, or by the cookie of the console. Who asks too often is
 * told when to come back.
 */
export const identify = (app: FastifyInstance, access: Access, limits: RateLimits): void => {
  const slowDown = (reply: FastifyReply, { keyId }: Identity): FastifyReply | undefined => {
    const waitMs = limits.keys.take(keyId ?? '');
    return waitMs > 0 ? sendTooMany(reply, waitMs, 'requests with this key') : undefined;
  };

  app.decorateRequest('identity', null);
  app.decorateRequest('sessionEndsAtMs', null);
  app.addHook('onRequest', async (request, reply) => {
    if (!access.keysRequired()) {
      request.identity = LOCAL_IDENTITY;
      return undefined;
    }
    const key = bearerOf(request);
    if (key !== undefined) {
      request.identity = (await access.identityOf(key)) ?? null;
      if (request.identity) return slowDown(reply, request.identity);
      // Whoever shows a key wants it looked at, even where none is needed.
      const waitMs = limits.failures.take(request.ip);
      return waitMs > 0
        ? sendTooMany(reply, waitMs, 'keys that are not valid')
        : sendFailure(challenge(reply), badKey);
    }
    const token = sessionToken(request.headers.cookie);
    const session = token === undefined ? undefined : await access.sessions.find(token);
    request.identity = session?.identity ?? null;
    request.sessionEndsAtMs = session?.expiresAtMs ?? null;
    if (session) return slowDown(reply, session.identity);
    // Pages and media are for everybody.
    const waitMs = request.routeOptions.url?.startsWith('/api/') ? limits.addresses.take(request.ip) : 0;
    return waitMs > 0 ? sendTooMany(reply, waitMs, 'requests without a key') : undefined;
  });
};

/** Of a request that came past the guard of its route, which lets nobody through without one. */
export const identityOf = ({ identity }: FastifyRequest): Identity => {
  if (!identity) throw new Error('a route asks who is there, but lets anybody in');
  return identity;
};

/** Whether who asked might ask again: keys are revoked, and sessions end, while a request goes on. */
export const isStillWelcome = async (request: FastifyRequest, access: Access): Promise<boolean> => {
  const { keyId } = identityOf(request);
  if (keyId === null) return !access.keysRequired();
  const token = request.sessionEndsAtMs === null ? undefined : sessionToken(request.headers.cookie);
  const found = token === undefined ? access.keys.good(keyId) : access.sessions.find(token);
  return (await found) !== undefined;
};

const bearerOf = ({ headers: { authorization } }: FastifyRequest): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];

/** Says what would help (RFC 6750 §3). */
export const challenge = (reply: FastifyReply): FastifyReply =>
  reply.header('www-authenticate', 'Bearer realm="reelmill"');

const badKey = failure(
  'UNAUTHENTICATED',
  'bad-input',
  'This key is not valid; it may have expired or been revoked.',
);
