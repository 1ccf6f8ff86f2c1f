import { failure, IdSchema, OutputQuerySchema, tokenUrl } from '@reelmill/core';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import { sayForWhom } from '../playback/answer-by-leave.ts';
import { viewerOf } from '../playback/viewer.ts';
import { awaitOutput, RETRY_AFTER_SECONDS } from './await-output.ts';
import type { App, RouteContext } from './route-context.ts';

/** An address that stays the same whatever the output is made of: it leads to what the asset shows now. */
export const outputLinks = (app: App, { engine, playback, playbackOrigins }: RouteContext): void => {
  app.get(
    '/outputs/:id/:name',
    {
      config: { access: 'open' },
      schema: {
        tags: ['delivery'],
        summary: 'Leads to the main file of an output of the current version, made first where it has to be',
        params: z.object({ id: IdSchema, name: z.string().max(40) }),
        querystring: OutputQuerySchema,
      },
    },
    async (request, reply) => {
      const leave = await playback.leaveToAsset(viewerOf(request), request.params.id);
      sayForWhom(request, reply, leave, playbackOrigins);
      if (!leave) return sendFailure(reply, noOutput);
      void reply.header('cache-control', 'no-store');
      const found = await awaitOutput(engine, request.params, request.query.waitSeconds, request.signal);
      if (!found.ok) return sendFailure(reply, found.error.code === 'QUOTA_EXCEEDED' ? notNow : found.error);
      if (found.value.state === 'making') {
        return reply.code(202).header('retry-after', RETRY_AFTER_SECONDS).send(found.value);
      }
      const { output } = found.value;
      if (!('url' in output)) return sendFailure(reply, noFile);
      const { shown } = request;
      return reply.redirect(shown ? tokenUrl(output.url, shown.token) : output.url, 302);
    },
  );
};

const noOutput = failure(
  'NOT_FOUND',
  'bad-input',
  'There is no such output; its asset may have been deleted.',
);
/** What the owner has is nobody's business who watches. */
const notNow = failure(
  'QUOTA_EXCEEDED',
  'limit-exceeded',
  'This output would have to be made first, and its owner may have no more jobs for now; try again later.',
);
const noFile = failure('NOT_FOUND', 'bad-input', 'This output has no file.');
