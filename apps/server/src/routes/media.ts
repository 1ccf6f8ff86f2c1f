import { DigestSchema, failure, IdSchema } from '@reelmill/core';
import { z } from 'zod';
import { sendBlob } from '../delivery/send-blob.ts';
import { sendFile } from '../delivery/send-file.ts';
import { sendFailure } from '../errors/send-failure.ts';
import { keepFor, sayForWhom } from '../playback/answer-by-leave.ts';
import { forOtherPages } from '../playback/other-pages.ts';
import { readTokens, viewerOf } from '../playback/viewer.ts';
import { keyRoutes } from './keys.ts';
import { outputLinks } from './output-links.ts';
import type { App, RouteContext } from './route-context.ts';
import { sealedLinks } from './sealed-links.ts';
import { stillLinks } from './still-links.ts';

/** What is made, for players. All of it is once more under every playback token (docs/decisions/0038). */
export const mediaRoutes = async (app: App, context: RouteContext): Promise<void> => {
  const everything = async (scope: App): Promise<void> => {
    readTokens(scope, context);
    preflightRoute(scope, context);
    fileRoutes(scope, context);
    liveRoutes(scope, context);
    stillLinks(scope, context);
    keyRoutes(scope, context);
    outputLinks(scope, context);
  };
  await app.register(everything, { prefix: '/media' });
  await app.register(
    async (scope: App) => {
      // The document would say everything twice.
      scope.addHook('onRoute', (route) => {
        route.schema = { ...route.schema, hide: true };
      });
      await everything(scope);
      sealedLinks(scope, context);
    },
    { prefix: '/media/t/:token' },
  );
};

/** Outputs by content: playlists, segments and pictures, which never change. */
const fileRoutes = (app: App, context: RouteContext): void => {
  const { engine, playback, playbackOrigins } = context;
  app.get(
    '/:artifactDigest/*',
    {
      config: { access: 'open' },
      schema: {
        tags: ['delivery'],
        summary: 'One file of an output, with ranges',
        params: z.object({ artifactDigest: DigestSchema, '*': z.string() }),
      },
    },
    async (request, reply) => {
      const { artifactDigest, '*': path } = request.params;
      const leave = await playback.leaveToArtifact(viewerOf(request), artifactDigest);
      sayForWhom(request, reply, leave, playbackOrigins);
      const entry = leave && (await engine.store.direct.artifacts.entry(artifactDigest, path));
      if (!entry) return sendFailure(reply, noFile);
      if (isFromBeginning(request.headers.range)) engine.noteUse(artifactDigest, entry.path);
      const cacheControl = keepFor(request, leave);
      // What streams are made of lies in folders.
      return entry.path.includes('/')
        ? sendBlob(request, reply, engine.blobs, entry, cacheControl)
        : sendFile(request, reply, context, { ...entry, fileName: entry.path }, cacheControl);
    },
  );
};

/** The growing playlists of what is being made, which name segments where they stay. */
const liveRoutes = (app: App, { engine, playback, playbackOrigins }: RouteContext): void => {
  app.get(
    '/live/:jobId/*',
    {
      config: { access: 'open' },
      schema: {
        tags: ['delivery'],
        summary:
          'A playlist of the stream a job is making: playable from its first chunk, finished with the last',
        params: z.object({ jobId: IdSchema, '*': z.string() }),
      },
    },
    async (request, reply) => {
      const { jobId, '*': path } = request.params;
      const job = await engine.store.direct.jobs.get(jobId);
      const leave = job && (await playback.leaveToAsset(viewerOf(request), job.assetId));
      sayForWhom(request, reply, leave, playbackOrigins);
      if (!leave) return sendFailure(reply, noStream);
      const playlist = await engine.livePlaylist(jobId, path);
      if (!playlist.ok) return sendFailure(reply, playlist.error);
      return reply
        .header('cache-control', 'no-store')
        .type('application/vnd.apple.mpegurl')
        .send(playlist.value);
    },
  );
};

/** Browsers ask first, for a page of another site, before they send a licence request or an unusual range. */
const preflightRoute = (app: App, { playbackOrigins }: RouteContext): void => {
  app.options('/*', { config: { access: 'open' }, schema: { hide: true } }, async (request, reply) =>
    forOtherPages(request, reply, playbackOrigins)
      .headers({
        'access-control-allow-methods': 'GET, HEAD, POST',
        'access-control-allow-headers': 'content-type, range, if-range, if-none-match',
        'access-control-max-age': 86_400,
      })
      .code(204)
      .send(),
  );
};

/** Whoever goes on reading a file has been counted. */
const isFromBeginning = (range: string | undefined): boolean =>
  range === undefined || range.startsWith('bytes=0-');

const noFile = failure('NOT_FOUND', 'bad-input', 'There is no such file; its asset may have been deleted.');
const noStream = failure(
  'NOT_FOUND',
  'bad-input',
  'There is no such stream; its asset may have been deleted.',
);
