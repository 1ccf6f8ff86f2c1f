import { ApiErrorSchema, AssetSchema, failure, PrioritySchema } from '@reelmill/core';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import { headerBytes } from '../tus/tus-protocol.ts';
import { cleanFileName } from '../tus/upload-metadata.ts';
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
        querystring: z.strictObject({
          name: z.string().trim().min(1).max(255),
          recipe: z.string().optional(),
          priority: z.coerce.number().pipe(PrioritySchema).default(0),
        }),
        response: { 201: AssetSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const recipe = recipeOfText(request.query.recipe);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const lengthBytes = headerBytes(request, 'content-length');
      if (lengthBytes === undefined) {
        return sendFailure(
          reply,
          failure('INVALID_REQUEST', 'bad-input', 'Say how long the body is: Content-Length.'),
        );
      }
      const upload = await uploads.create({
        fileName: cleanFileName(request.query.name),
        lengthBytes,
        tusMetadata: '',
        metadata: {},
        recipe: recipe.value,
        priority: request.query.priority,
      });
      if (!upload.ok) return sendFailure(reply, upload.error);
      const sent = await uploads.append(upload.value.id, { offsetBytes: 0, body: request.raw });
      const asset = sent.ok && sent.value.assetId ? await engine.getAsset(sent.value.assetId) : undefined;
      if (asset) return reply.code(201).send(asset);
      // Without a tus address nobody could go on with what arrived.
      await uploads.terminate(upload.value.id);
      return sendFailure(
        reply,
        sent.ok
          ? failure('INVALID_REQUEST', 'bad-input', 'The body ended before its announced length.')
          : sent.error,
      );
    },
  );
};
