import {
  ApiErrorSchema,
  failure,
  IdSchema,
  OutputQuerySchema,
  type RequestedOutput,
  RequestedOutputSchema,
  type Result,
} from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const NameSchema = z.object({ id: IdSchema, name: z.string().max(40) });

/** When to ask again for what is being made. */
const RETRY_AFTER_SECONDS = 2;

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

/** An address that stays the same whatever the output is made of: it leads to what the asset shows now. */
export const outputLinks = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/media/outputs/:id/:name',
    {
      schema: {
        tags: ['delivery'],
        summary: 'Leads to the main file of an output of the current version, made first where it has to be',
        params: NameSchema,
        querystring: OutputQuerySchema,
      },
    },
    async (request, reply) => {
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
      const found = await awaitOutput(engine, request.params, request.query.waitSeconds, request.signal);
      if (!found.ok) return sendFailure(reply, found.error);
      if (found.value.state === 'making') {
        return reply.code(202).header('retry-after', RETRY_AFTER_SECONDS).send(found.value);
      }
      const { output } = found.value;
      return 'url' in output
        ? reply.redirect(output.url, 302)
        : sendFailure(reply, failure('NOT_FOUND', 'bad-input', 'This output has no file.'));
    },
  );
};

/** Waits for an output being made, at most so long, and no longer than the caller does. */
const awaitOutput = async (
  engine: Engine,
  { id, name }: z.infer<typeof NameSchema>,
  waitSeconds: number,
  gone: AbortSignal,
): Promise<Result<RequestedOutput>> => {
  const changed = Promise.withResolvers<void>();
  const late = AbortSignal.any([gone, AbortSignal.timeout(waitSeconds * 1000)]);
  late.addEventListener('abort', () => changed.resolve(), { once: true });
  let jobId: string | undefined;
  const stop = engine.subscribe((event) => {
    const isThere = event.type === 'output.published' && event.assetId === id && event.output.name === name;
    const isOver = event.type === 'job.updated' && event.job.id === jobId && event.job.finishedAt !== null;
    if (isThere || isOver) changed.resolve();
  });
  try {
    const first = await engine.requestOutput(id, name);
    if (!first.ok || first.value.state === 'made' || waitSeconds === 0) return first;
    jobId = first.value.job.id;
    // It may have ended between the answer and now.
    const again = await engine.requestOutput(id, name);
    if (!again.ok || again.value.state === 'made') return again;
    await changed.promise;
    return await engine.requestOutput(id, name);
  } finally {
    stop();
  }
};
