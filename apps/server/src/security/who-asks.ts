import type { FastifyRequest } from 'fastify';
import { identityOf } from '../access/identity.ts';

/**
 * For whom a file is encrypted: for who asks. An administrator, such as a server that has users of its own, may ask for
 * anybody.
 */
export const whoAsks = (
  request: FastifyRequest<{ Querystring: { userId?: string | undefined } }>,
): string => {
  const { userId, scope } = identityOf(request);
  return scope === 'admin' ? (request.query.userId ?? userId) : userId;
};
