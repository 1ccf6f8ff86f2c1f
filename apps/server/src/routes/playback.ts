import {
  ApiErrorSchema,
  CreatePlaybackTokenSchema,
  IdSchema,
  NewPlaybackTokenSchema,
  PlaybackKeysSchema,
  PlaybackTokenListSchema,
} from '@reelmill/core';
import { z } from 'zod';
import { sendFailure } from '../errors/send-failure.ts';
import type { App, RouteContext } from './route-context.ts';

const TAGS = ['playback'];
const Params = z.object({ id: IdSchema });

/** Leave to watch, for people without a key of the API. */
export const playbackRoutes = (app: App, { playback }: RouteContext): void => {
  app.post(
    '/assets/:id/playback-tokens',
    {
      schema: {
        tags: TAGS,
        summary: 'Let somebody watch one asset for a time; the token is told once',
        params: Params,
        body: CreatePlaybackTokenSchema,
        response: { 201: NewPlaybackTokenSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const made = await playback.mint(request.params.id, request.body);
      if (!made.ok) return sendFailure(reply, made.error);
      return reply.code(201).header('cache-control', 'no-store').send(made.value);
    },
  );

  app.get(
    '/assets/:id/playback-tokens',
    {
      schema: {
        tags: TAGS,
        summary: 'Tokens that are good, newest first',
        params: Params,
        response: { 200: PlaybackTokenListSchema, '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const found = await playback.list(request.params.id);
      return found.ok ? { items: [...found.value] } : sendFailure(reply, found.error);
    },
  );

  app.delete(
    '/assets/:id/playback-tokens',
    {
      schema: {
        tags: TAGS,
        summary: 'Take back every token of an asset, at once',
        params: Params,
        response: { 204: z.null(), '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const ended = await playback.revokeAll(request.params.id);
      return ended.ok ? reply.code(204).send(null) : sendFailure(reply, ended.error);
    },
  );

  app.delete(
    '/assets/:id/playback-tokens/:tokenId',
    {
      schema: {
        tags: TAGS,
        summary: 'Take back a token, at once',
        params: Params.extend({ tokenId: IdSchema }),
        response: { 204: z.null(), '4xx': ApiErrorSchema },
      },
    },
    async (request, reply) => {
      const ended = await playback.revoke(request.params.id, request.params.tokenId);
      return ended.ok ? reply.code(204).send(null) : sendFailure(reply, ended.error);
    },
  );

  app.get(
    '/playback-keys',
    {
      config: { access: 'admin' },
      schema: {
        tags: TAGS,
        summary: 'Which keys tokens are signed with; keys themselves are never told',
        response: { 200: PlaybackKeysSchema, '4xx': ApiErrorSchema },
      },
    },
    () => playback.keys(),
  );

  app.post(
    '/playback-keys/rotate',
    {
      config: { access: 'admin' },
      schema: {
        tags: TAGS,
        summary: 'Sign with a new key; what the last but one signed is good no more',
        response: { 200: PlaybackKeysSchema, '4xx': ApiErrorSchema },
      },
    },
    () => playback.rotateKeys(),
  );
};
