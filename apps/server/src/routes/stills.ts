import { IdSchema, StillQuerySchema } from '@reelmill/core';
import { z } from 'zod';
import { ASK_AGAIN, sendBlob } from '../delivery/send-blob.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

/** Pictures of any time of a video, made at the first request for them. */
export const stillRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/assets/:id/still',
    {
      schema: {
        tags: ['assets'],
        summary: 'One picture of the video at any time, made while you wait and kept for the next',
        params: z.object({ id: IdSchema }),
        querystring: StillQuerySchema,
      },
    },
    async (request, reply) => {
      const still = await engine.still(request.params.id, request.query);
      if (!still.ok) return sendFailure(reply, still.error);
      const isPinned = request.query.source !== undefined;
      return sendBlob(request, reply, engine.blobs, still.value, isPinned ? undefined : ASK_AGAIN);
    },
  );
};
