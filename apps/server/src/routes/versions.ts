import { ApiErrorSchema, AssetSchema, AssetVersionListSchema, DigestSchema, IdSchema } from '@reelmill/core';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['assets'];

export const versionRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/assets/:id/versions',
    {
      schema: {
        tags: TAGS,
        summary: 'Everything the asset shows or could show again, newest first',
        params: z.object({ id: IdSchema }),
        response: { 200: AssetVersionListSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const versions = await engine.listVersions(request.params.id);
      return versions.ok ? versions.value : sendFailure(reply, versions.error);
    },
  );

  app.post(
    '/assets/:id/versions/:versionId/restore',
    {
      schema: {
        tags: TAGS,
        summary: 'Show an earlier version again; makes nothing',
        params: z.object({ id: IdSchema, versionId: DigestSchema }),
        response: { 200: AssetSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const restored = await engine.restoreVersion(request.params.id, request.params.versionId);
      return restored.ok ? restored.value : sendFailure(reply, restored.error);
    },
  );
};
