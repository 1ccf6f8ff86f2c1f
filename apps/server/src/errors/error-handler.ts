import { type Failure, failure } from '@reelmill/core';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { sendFailure } from './send-failure.ts';

/** Turns whatever a route throws into a structured answer: a sentence for the caller, the stack for the log. */
export const errorHandler = (
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const known = asFailure(error);
  if (known) return sendFailure(reply, known);
  request.log.error({ err: error }, 'a request failed');
  return sendFailure(
    reply,
    failure('INTERNAL', 'bug', 'Something went wrong on our side; the log has the details.'),
  );
};

const asFailure = (error: FastifyError): Failure | undefined => {
  if (hasZodFastifySchemaValidationErrors(error)) {
    // A malformed id is an address where nothing can be.
    return error.validationContext === 'params'
      ? failure('NOT_FOUND', 'bad-input', 'There is nothing at this address.')
      : invalid(error);
  }
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return failure('UNSUPPORTED_MEDIA_TYPE', 'bad-input', 'This content type is not accepted here.');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return failure('PAYLOAD_TOO_LARGE', 'bad-input', 'The request body is too large.');
    case 'FST_ERR_BAD_URL':
      // Its own words repeat the address, which may hold a token.
      return failure(
        'INVALID_REQUEST',
        'bad-input',
        'The address is not valid: a % must be followed by two hexadecimal digits.',
      );
    case 'ENOSPC':
      return failure('NO_SPACE', 'no-space', 'The disk is full; free some space and try again.');
    case 'EREMOTEIO':
      return failure(
        'STORE_UNREACHABLE',
        'transient',
        'The object store could not be reached or refused an operation; try again soon.',
      );
    default:
      // Malformed JSON, an empty body with a JSON content type, a bad URL.
      return error.statusCode !== undefined && error.statusCode < 500
        ? failure('INVALID_REQUEST', 'bad-input', `The request is not valid: ${error.message}`)
        : undefined;
  }
};

const invalid = (error: {
  readonly validation: readonly { instancePath: string; message?: string | undefined }[];
}) => {
  const issues = error.validation.map((issue) => ({
    field: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
    message: issue.message ?? 'is not valid',
  }));
  const [first] = issues;
  const where = first?.field ? `"${first.field}": ` : '';
  return failure('INVALID_REQUEST', 'bad-input', `The request is not valid: ${where}${first?.message}.`, {
    issues,
  });
};
