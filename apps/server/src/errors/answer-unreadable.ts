import type { Socket } from 'node:net';
import { type ApiError, failure } from '@reelmill/core';
import { SECURITY_HEADERS } from '../security/security-headers.ts';

/** For bytes that are no HTTP request: there is no request to answer, only a socket. */
export const answerUnreadable = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { code, message } = failure('INVALID_REQUEST', 'bad-input', sentenceOf(error.code));
  const body = JSON.stringify({ code, message } satisfies ApiError);
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
};

const sentenceOf = (code: string | undefined): string => {
  if (code === 'HPE_HEADER_OVERFLOW') return 'The request headers are too large.';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'The request headers took too long.';
  return 'This is not a valid HTTP request.';
};
