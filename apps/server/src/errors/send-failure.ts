import { type ApiError, FAILURE_CODES, type Failure } from '@reelmill/core';
import type { FastifyReply } from 'fastify';

/** The body and status every failure is answered with. */
export const sendFailure = (reply: FastifyReply, error: Failure): FastifyReply => {
  const body: ApiError = {
    code: error.code,
    message: error.message,
    ...(error.details === undefined ? {} : { details: error.details }),
  };
  return reply.code(FAILURE_CODES[error.code]).type('application/json').serializer(JSON.stringify).send(body);
};
