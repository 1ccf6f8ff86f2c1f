import {
  ApiErrorSchema,
  CreateJobSchema,
  DEFAULT_PRESET,
  failure,
  IdSchema,
  JobPageSchema,
  JobSchema,
  JobSummarySchema,
  ListJobsQuerySchema,
  resolveRecipe,
} from '@reelmill/core';
import { maySee, seenBy } from '@reelmill/engine';
import { z } from 'zod';
import { identityOf } from '../access/identity.ts';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['jobs'];
const noAsset = failure('NOT_FOUND', 'bad-input', 'There is no such asset.');
const Params = z.object({ id: IdSchema });

export const jobRoutes = (app: App, { engine }: RouteContext): void => {
  app.get(
    '/jobs',
    {
      schema: {
        tags: TAGS,
        summary: 'List jobs, newest first',
        querystring: ListJobsQuerySchema,
        response: { 200: JobPageSchema, '4xx': ApiErrorSchema },
      },
    },
    (request) => engine.listJobs({ ...request.query, ownerId: seenBy(identityOf(request)) }),
  );

  app.post(
    '/jobs',
    {
      schema: {
        tags: TAGS,
        summary: 'Run a recipe on an asset; answers at once',
        body: CreateJobSchema,
        response: { 201: JobSummarySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const recipe = resolveRecipe(request.body.recipe ?? DEFAULT_PRESET);
      if (!recipe.ok) return sendFailure(reply, recipe.error);
      const { assetId } = request.body;
      if (!(await maySee(engine.store, identityOf(request), [assetId]))) return sendFailure(reply, noAsset);
      const created = await engine.createJob(assetId, recipe.value, request.body.priority);
      return created.ok ? reply.code(201).send(created.value) : sendFailure(reply, created.error);
    },
  );

  app.get(
    '/jobs/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'One job with every step and every try',
        params: Params,
        response: { 200: JobSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) =>
      (await engine.getJob(request.params.id)) ??
      sendFailure(
        reply,
        failure('NOT_FOUND', 'bad-input', 'There is no such job; its asset may have been deleted.'),
      ),
  );

  app.post(
    '/jobs/:id/cancel',
    {
      schema: {
        tags: TAGS,
        summary: 'Stop a job; answers when its processes are gone',
        params: Params,
        response: { 200: JobSummarySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const cancelled = await engine.cancelJob(request.params.id);
      return cancelled.ok ? cancelled.value : sendFailure(reply, cancelled.error);
    },
  );

  app.post(
    '/jobs/:id/pause',
    {
      schema: {
        tags: TAGS,
        summary: 'Stop a job where it stands, until it is resumed; answers when its processes are gone',
        params: Params,
        response: { 200: JobSummarySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const paused = await engine.pauseJob(request.params.id);
      return paused.ok ? paused.value : sendFailure(reply, paused.error);
    },
  );

  app.post(
    '/jobs/:id/resume',
    {
      schema: {
        tags: TAGS,
        summary: 'Go on with a paused job',
        params: Params,
        response: { 200: JobSummarySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const resumed = await engine.resumeJob(request.params.id);
      return resumed.ok ? resumed.value : sendFailure(reply, resumed.error);
    },
  );

  app.post(
    '/jobs/:id/retry',
    {
      schema: {
        tags: TAGS,
        summary: 'Run the same recipe again as a new job; what was made before is not made again',
        params: Params,
        response: { 201: JobSummarySchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const retried = await engine.retryJob(request.params.id);
      return retried.ok ? reply.code(201).send(retried.value) : sendFailure(reply, retried.error);
    },
  );
};
