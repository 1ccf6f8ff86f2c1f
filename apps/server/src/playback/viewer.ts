import { type PlaybackGrant, seenBy, type Viewer } from '@reelmill/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendFailure } from '../errors/send-failure.ts';
import type { RouteContext } from '../routes/route-context.ts';
import { forOtherPages } from './other-pages.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The good token in front of the address; null without one. */
    shown: (PlaybackGrant & { readonly token: string }) | null;
  }
}

/** Reads the token in front of an address of media, where there is one, and answers at once when it opens nothing. */
export const readTokens = (app: FastifyInstance, { playback, playbackOrigins }: RouteContext): void => {
  app.decorateRequest('shown', null);
  app.addHook('onRequest', async (request, reply) => {
    const { token } = request.params as { readonly token?: string };
    if (token === undefined) return undefined;
    const grant = playback.check(token, request.ip);
    if (!grant.ok) return sendFailure(forOtherPages(request, reply, playbackOrigins), grant.error);
    request.shown = { ...grant.value, token };
    return undefined;
  });
};

/** A token is asked alone: what its holder may see besides, as somebody who logged in, has another address. */
export const viewerOf = ({ shown, identity }: FastifyRequest): Viewer => {
  if (shown) return { by: 'token', assetId: shown.assetId };
  return identity ? { by: 'identity', seenBy: seenBy(identity) } : { by: 'nothing' };
};
