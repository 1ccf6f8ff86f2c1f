import { ApiErrorSchema, failure, IdSchema, MOST_PARTS } from '@reelmill/core';
import { z } from 'zod';
import { announcedDigest } from '../delivery/repr-digest.ts';
import { sendFailure } from '../errors/send-failure.ts';
import { headerBytes } from '../tus/tus-protocol.ts';
import type { App, RouteContext } from './route-context.ts';

/** Parts that the server takes itself, in a scope of its own: here every body is bytes, whatever type it claims. */
export const multipartPartRoutes = (app: App, { multiparts }: RouteContext): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.put(
    '/multipart/:id/parts/:number',
    {
      schema: {
        tags: ['multipart'],
        summary:
          'One part, where blobs are kept on the server’s disk; its ETag is what `complete` names it by',
        params: z.object({
          id: IdSchema,
          number: z.coerce.number().pipe(z.int().min(1).max(MOST_PARTS)),
        }),
        response: { 200: z.null(), '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const bodyBytes = headerBytes(request, 'content-length');
      if (bodyBytes === undefined) {
        return sendFailure(
          reply,
          failure('INVALID_REQUEST', 'bad-input', 'Say how long the part is: Content-Length.'),
        );
      }
      const announced = announcedDigest(request);
      if (!announced.ok) return sendFailure(reply, announced.error);
      const { id, number } = request.params;
      const part = { body: request.raw, bodyBytes, sha256: announced.value };
      const kept = await multiparts.putPart(id, number, part);
      if (!kept.ok) return sendFailure(reply, kept.error);
      return reply.header('etag', `"${kept.value.etag}"`).code(200).send(null);
    },
  );
};
