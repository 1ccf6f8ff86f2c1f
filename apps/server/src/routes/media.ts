import { DigestSchema, failure } from '@reelmill/core';
import { z } from 'zod';
import { sendBlob } from '../delivery/send-blob.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

/** Finished outputs by content: playlists, segments and pictures, cacheable for ever by anybody. */
export const mediaRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/media/:artifactDigest/*',
    {
      schema: {
        tags: ['delivery'],
        summary: 'One file of an output, with ranges',
        params: z.object({ artifactDigest: DigestSchema, '*': z.string() }),
      },
    },
    async (request, reply) => {
      reply.headers({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'content-length, content-range, etag',
        'cross-origin-resource-policy': 'cross-origin',
      });
      const entry = await engine.artifactEntry(request.params.artifactDigest, request.params['*']);
      if (entry) return sendBlob(request, reply, engine.blobs, entry);
      return sendFailure(
        reply,
        failure('NOT_FOUND', 'bad-input', 'There is no such file; its asset may have been deleted.'),
      );
    },
  );
};
