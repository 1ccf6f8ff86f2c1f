import type { FastifyReply, FastifyRequest } from 'fastify';

/** Lets scripts on these origins read an answer (Fetch §3.3), and any page show it. `*` is every origin. */
export const forOtherPages = (
  request: FastifyRequest,
  reply: FastifyReply,
  origins: readonly string[],
): FastifyReply => {
  const { origin } = request.headers;
  const isForAll = origins.includes('*');
  if (!isForAll) reply.header('vary', 'origin');
  const allowed = isForAll ? '*' : origins.find((one) => one === origin);
  if (allowed !== undefined) {
    reply.headers({
      'access-control-allow-origin': allowed,
      'access-control-expose-headers': 'content-length, content-range, etag, repr-digest',
    });
  }
  return reply.header('cross-origin-resource-policy', 'cross-origin');
};

/** For pages of this server alone. */
export const forOwnPages = (reply: FastifyReply): FastifyReply =>
  reply.header('cross-origin-resource-policy', 'same-origin');
