import { ApiErrorSchema, IdSchema, OutputQuerySchema, RequestedOutputSchema } from '@reelmill/core';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import { awaitOutput, RETRY_AFTER_SECONDS } from './await-output.ts';
import type { App, RouteContext } from './route-context.ts';

const NameSchema = z.object({ id: IdSchema, name: z.string().max(40) });

/** Outputs by their names, also those that are made only now that somebody asks. */
export const outputRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/assets/:id/outputs/:name',
    {
      schema: {
        tags: ['assets'],
        summary: 'One output; one that was left until somebody asks is made now',
        description:
          '200 with the output, or 202 with the job that makes it: ask again, or wait for its events.',
        params: NameSchema,
        querystring: OutputQuerySchema,
        response: { 200: RequestedOutputSchema, 202: RequestedOutputSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const found = await awaitOutput(engine, request.params, request.query.waitSeconds, request.signal);
      if (!found.ok) return sendFailure(reply, found.error);
      if (found.value.state === 'making') {
        void reply.code(202).headers({ 'retry-after': RETRY_AFTER_SECONDS, 'cache-control': 'no-store' });
      }
      return reply.send(found.value);
    },
  );
};
