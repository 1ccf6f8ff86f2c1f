import { ApiErrorSchema, DigestSchema, failure, LicenseRequestSchema, LicenseSchema } from '@reelmill/core';
import type { StreamKeys } from '@reelmill/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import { forOtherPages, forOwnPages } from '../playback/other-pages.ts';
import { viewerOf } from '../playback/viewer.ts';
import type { App, RouteContext } from './route-context.ts';

/**
 * Keys of encrypted streams, for whoever may have the stream: as they are for whole segments, as a ClearKey licence for encrypted
 * samples. Never kept on the way; for pages of this server, and for any that shows a token.
 */
export const keyRoutes = (app: App, { engine, playback, playbackOrigins }: RouteContext): void => {
  // Players send licence requests as bytes of no type, or of one of their own.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(null, undefined);
    }
  });

  const sayForWhom = (request: FastifyRequest, reply: FastifyReply): void => {
    void reply.header('cache-control', 'no-store');
    if (request.shown) forOtherPages(request, reply, playbackOrigins);
    else forOwnPages(reply);
  };
  const keysFor = async (request: FastifyRequest, artifactDigest: string): Promise<StreamKeys | undefined> =>
    (await playback.leaveToArtifact(viewerOf(request), artifactDigest))
      ? engine.streamKeys(artifactDigest)
      : undefined;

  app.get(
    '/:artifactDigest/keys/:number',
    {
      config: { access: 'open' },
      schema: {
        tags: ['delivery'],
        summary: 'A key of a stream whose segments are encrypted whole: 16 bytes',
        params: z.object({ artifactDigest: DigestSchema, number: z.coerce.number().int().nonnegative() }),
      },
    },
    async (request, reply) => {
      sayForWhom(request, reply);
      const { artifactDigest, number } = request.params;
      const keys = await keysFor(request, artifactDigest);
      const key = keys?.encryption.license === null ? await keys.keyOf(number) : undefined;
      return key ? reply.type('application/octet-stream').send(Buffer.from(key)) : noSuchKey(reply);
    },
  );

  app.post(
    '/:artifactDigest/license',
    {
      config: { access: 'open', changesNothing: true },
      schema: {
        tags: ['delivery'],
        summary: 'A ClearKey licence for a stream whose samples are encrypted (W3C EME §9.1.4)',
        params: z.object({ artifactDigest: DigestSchema }),
        body: LicenseRequestSchema,
        response: { 200: LicenseSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      sayForWhom(request, reply);
      const keys = await keysFor(request, request.params.artifactDigest);
      const key = keys?.encryption.license ? await keys.keyOf(0) : undefined;
      if (!keys || !key) return noSuchKey(reply);
      const kid = Buffer.from(keys.encryption.keyId, 'hex').toString('base64url');
      if (!request.body.kids.includes(kid)) return noSuchKey(reply);
      const k = Buffer.from(key).toString('base64url');
      return reply.send({ keys: [{ kty: 'oct' as const, kid, k }], type: 'temporary' as const });
    },
  );
};

const noSuchKey = (reply: FastifyReply): FastifyReply =>
  sendFailure(
    reply,
    failure('NOT_FOUND', 'bad-input', 'There is no such key; its asset may have been deleted.'),
  );
