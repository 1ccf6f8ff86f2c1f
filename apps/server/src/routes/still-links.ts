import { failure, IdSchema, StillQuerySchema } from '@reelmill/core';
import { z } from 'zod';
import { ASK_AGAIN, sendBlob } from '../delivery/send-blob.ts';
import { sendFailure } from '../errors/send-failure.ts';
import { keepFor, sayForWhom } from '../playback/answer-by-leave.ts';
import { viewerOf } from '../playback/viewer.ts';
import type { App, RouteContext } from './route-context.ts';

/** Pictures of any time of a video, for whoever may watch it. */
export const stillLinks = (app: App, { engine, playback, playbackOrigins }: RouteContext): void => {
  app.get(
    '/stills/:id',
    {
      config: { access: 'open' },
      schema: {
        tags: ['delivery'],
        summary: 'One picture of the video at any time, for whoever may watch it',
        params: z.object({ id: IdSchema }),
        querystring: StillQuerySchema,
      },
    },
    async (request, reply) => {
      const leave = await playback.leaveToAsset(viewerOf(request), request.params.id);
      sayForWhom(request, reply, leave, playbackOrigins);
      if (!leave) return sendFailure(reply, noAsset);
      const still = await engine.still(request.params.id, request.query);
      if (!still.ok) return sendFailure(reply, still.error);
      const isPinned = request.query.source !== undefined;
      return sendBlob(
        request,
        reply,
        engine.blobs,
        still.value,
        isPinned ? keepFor(request, leave) : ASK_AGAIN,
      );
    },
  );
};

const noAsset = failure('NOT_FOUND', 'bad-input', 'There is no such video; it may have been deleted.');
