import { DigestSchema, failure, IdSchema } from '@reelmill/core';
import { z } from 'zod';
import { sendBlob } from '../delivery/send-blob.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

/** Players on any page may read what is made. */
const FOR_EVERYBODY = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'content-length, content-range, etag',
  'cross-origin-resource-policy': 'cross-origin',
};

/**
 * Outputs by content: playlists, segments and pictures, cacheable for ever by anybody; and the growing playlists of
 * what is being made, which name segments there.
 */
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
      reply.headers(FOR_EVERYBODY);
      const entry = await engine.artifactEntry(request.params.artifactDigest, request.params['*']);
      if (entry) {
        if (isFromBeginning(request.headers.range)) engine.noteUse(request.params.artifactDigest, entry.path);
        return sendBlob(request, reply, engine.blobs, entry);
      }
      return sendFailure(
        reply,
        failure('NOT_FOUND', 'bad-input', 'There is no such file; its asset may have been deleted.'),
      );
    },
  );

  app.get(
    '/media/live/:jobId/*',
    {
      schema: {
        tags: ['delivery'],
        summary:
          'A playlist of the stream a job is making: playable from its first chunk, finished with the last',
        params: z.object({ jobId: IdSchema, '*': z.string() }),
      },
    },
    async (request, reply) => {
      reply.headers(FOR_EVERYBODY);
      const playlist = await engine.livePlaylist(request.params.jobId, request.params['*']);
      if (!playlist.ok) return sendFailure(reply, playlist.error);
      return reply
        .header('cache-control', 'no-store')
        .type('application/vnd.apple.mpegurl')
        .send(playlist.value);
    },
  );
};

/** Whoever goes on reading a file has been counted. */
const isFromBeginning = (range: string | undefined): boolean =>
  range === undefined || range.startsWith('bytes=0-');
