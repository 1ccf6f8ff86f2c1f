import { type ApiError, FAILURE_CODES, type Failure } from '@reelmill/core';
import type { FastifyReply } from 'fastify';

/** The body and status every failure is answered with. */
export const sendFailure = (reply: FastifyReply, error: Failure): FastifyReply => {
  const body: ApiError = {
    code: error.code,
    message: error.message,
    ...(error.details === undefined ? {} : { details: error.details }),
  };
  // Headers that were meant for the answer that did not come.
  for (const name of ['etag', 'accept-ranges', 'content-length', 'content-disposition'])
    reply.removeHeader(name);
  reply.header('cache-control', 'no-store');
  return reply.code(FAILURE_CODES[error.code]).type('application/json').serializer(JSON.stringify).send(body);
};
