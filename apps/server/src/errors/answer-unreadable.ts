import type { Socket } from 'node:net';
import { type ApiError, failure } from '@reelmill/core';

/** For bytes that are no HTTP request: there is no request to answer, only a socket. */
export const answerUnreadable = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const { code, message } = failure(
    'INVALID_REQUEST',
    'bad-input',
    isTooLarge ? 'The request headers are too large.' : 'This is not a valid HTTP request.',
  );
  const body = JSON.stringify({ code, message } satisfies ApiError);
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
};
