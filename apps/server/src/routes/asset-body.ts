import {
  ApiErrorSchema,
  AssetSchema,
  cleanFileName,
  failure,
  IdSchema,
  ok,
  PrioritySchema,
} from '@reelmill/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { announcedDigest } from '../delivery/repr-digest.ts';
import { sendFailure } from '../errors/send-failure.ts';
import { headerBytes } from '../tus/tus-protocol.ts';
import { recipeOfText } from './recipe-of-text.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['assets'];

/** An asset in one request, in a scope of its own: here every body is bytes, whatever type it claims. */
export const assetBodyRoutes = (app: App, { engine, uploads }: RouteContext): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.put(
    '/assets',
    {
      schema: {
        tags: TAGS,
        summary: 'Make an asset of the request body, for curl: `curl -T movie.mp4 …/assets?name=movie.mp4`',
        querystring: Query,
        response: { 201: AssetSchema, '4xx': ApiErrorSchema },
      },
    },
    (request, reply) => receive(request, reply, undefined),
  );

  app.put(
    '/assets/:id/source',
    {
      schema: {
        tags: TAGS,
        summary:
          'Give an asset other bytes: what did not change is not made again, the old version plays meanwhile',
        params: z.object({ id: IdSchema }),
        querystring: Query,
        response: { 201: AssetSchema, '4xx': ApiErrorSchema },
      },
    },
    (request, reply) => receive(request, reply, request.params.id),
  );

  const receive = async (
    request: FastifyRequest<{ Querystring: z.output<typeof Query> }>,
    reply: FastifyReply,
    replacesAssetId: string | undefined,
  ) => {
    const { name, recipe: named, priority } = request.query;
    const recipe = named === undefined && replacesAssetId !== undefined ? ok(null) : recipeOfText(named);
    if (!recipe.ok) return sendFailure(reply, recipe.error);
    const lengthBytes = headerBytes(request, 'content-length');
    if (lengthBytes === undefined) {
      return sendFailure(
        reply,
        failure('INVALID_REQUEST', 'bad-input', 'Say how long the body is: Content-Length.'),
      );
    }
    const announced = announcedDigest(request);
    if (!announced.ok) return sendFailure(reply, announced.error);
    const upload = await uploads.create({
      ownerId: identityOf(request).userId,
      expectedDigest: announced.value,
      fileName: cleanFileName(name),
      lengthBytes,
      tusMetadata: '',
      metadata: {},
      recipe: recipe.value,
      priority,
      replacesAssetId,
    });
    if (!upload.ok) return sendFailure(reply, upload.error);
    const sent = await uploads.append(upload.value.id, { offsetBytes: 0, body: request.raw });
    const isWhole = sent.ok && sent.value.state === 'complete';
    const asset = isWhole && sent.value.assetId ? await engine.getAsset(sent.value.assetId) : undefined;
    if (asset) return reply.code(201).send(asset);
    // Without a tus address nobody could go on with what arrived.
    await uploads.terminate(upload.value.id);
    return sendFailure(
      reply,
      sent.ok
        ? failure('INVALID_REQUEST', 'bad-input', 'The body ended before its announced length.')
        : sent.error,
    );
  };
};

const Query = z.strictObject({
  name: z.string().trim().min(1).max(255),
  recipe: z.string().optional(),
  priority: z.coerce.number().pipe(PrioritySchema).default(0),
});
