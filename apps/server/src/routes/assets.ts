import {
  ApiErrorSchema,
  AssetPageSchema,
  AssetSchema,
  CreateAssetSchema,
  cleanFileName,
  DEFAULT_PRESET,
  failure,
  IdSchema,
  ListAssetsQuerySchema,
  PatchAssetSchema,
  resolveRecipe,
} from '@reelmill/core';
import { seenBy } from '@reelmill/engine';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { attachment } from '../delivery/attachment.ts';
import { ASK_AGAIN } from '../delivery/send-blob.ts';
import { sendFile } from '../delivery/send-file.ts';
import { sendFailure } from '../errors/send-failure.ts';

import type { App, RouteContext } from './route-context.ts';

const TAGS = ['assets'];
const Params = z.object({ id: IdSchema });
const noSuchBytes = failure(
  'NOT_FOUND',
  'bad-input',
  'There is no such upload with this digest; send the file first.',
);
const noAsset = failure('NOT_FOUND', 'bad-input', 'There is no such asset; it may have been deleted.');

export const assetRoutes = (app: App, context: RouteContext): void => {
  const { engine } = context;
  app.get(
    '/assets',
    {
      schema: {
        tags: TAGS,
        summary: 'List assets, with search, filters and paging',
        querystring: ListAssetsQuerySchema,
        response: { 200: AssetPageSchema, '4xx': ApiErrorSchema },
      },
    },
    (request) => engine.listAssets({ ...request.query, ownerId: seenBy(identityOf(request)) }),
  );

  app.post(
    '/assets',
    {
      schema: {
        tags: TAGS,
        summary: 'Make an asset of bytes Reelmill already holds',
        body: CreateAssetSchema,
        response: { 201: AssetSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const recipe = resolveRecipe(request.body.recipe ?? DEFAULT_PRESET);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const held = await engine.blobs.stat(request.body.sourceDigest);
      const owned = { ownerId: seenBy(identityOf(request)) };
      const isKnown = await engine.store.direct.assets.withSource(request.body.sourceDigest, owned);
      // Whoever knows a digest need not have had the file.
      if (owned.ownerId !== undefined && !isKnown) return sendFailure(reply, noSuchBytes);
      const created = await engine.createAsset({
        ownerId: identityOf(request).userId,
        name: request.body.name,
        fileName: cleanFileName(request.body.name),
        metadata: request.body.metadata,
        sourceDigest: request.body.sourceDigest,
        sourceSizeBytes: held?.sizeBytes ?? 0,
        recipe: recipe.value,
        priority: request.body.priority,
      });
      return created.ok ? reply.code(201).send(created.value) : sendFailure(reply, created.error);
    },
  );

  app.get(
    '/assets/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'One asset with its facts, outputs and newest job',
        params: Params,
        response: { 200: AssetSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => (await engine.getAsset(request.params.id)) ?? sendFailure(reply, noAsset),
  );

  app.patch(
    '/assets/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Rename, or replace the metadata; runs nothing',
        params: Params,
        body: PatchAssetSchema,
        response: { 200: AssetSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const updated = await engine.updateAsset(request.params.id, request.body);
      return updated.ok ? updated.value : sendFailure(reply, updated.error);
    },
  );

  app.delete(
    '/assets/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Delete with everything that belongs to it alone',
        params: Params,
        response: { 204: z.null(), '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const deleted = await engine.deleteAsset(request.params.id);
      return deleted.ok ? reply.code(204).send(null) : sendFailure(reply, deleted.error);
    },
  );

  app.get(
    '/assets/:id/source',
    { schema: { tags: TAGS, summary: 'Download the original, with ranges', params: Params } },
    async (request, reply) => {
      const asset = await engine.getAsset(request.params.id);
      if (!asset) return sendFailure(reply, noAsset);
      const { digest, sizeBytes, fileName } = asset.source;
      // Always a download: user media is never shown as a page of this origin.
      reply.header('content-disposition', attachment(fileName));
      const file = { digest, sizeBytes, fileName, mediaType: 'application/octet-stream' };
      return sendFile(request, reply, context, file, ASK_AGAIN);
    },
  );
};
