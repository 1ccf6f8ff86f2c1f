import { failure } from '@reelmill/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendFailure } from '../errors/send-failure.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For a route that only looks although its method does not say so: then any page may ask. */
    changesNothing?: boolean;
  }
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Where no keys are needed any page a person visits could otherwise change things through their browser. */
export const refuseForeignPages = (app: FastifyInstance): void => {
  app.addHook('onRequest', async (request, reply) => {
    const isSocket = request.headers.upgrade !== undefined;
    const isReading = READING.has(request.method) || request.routeOptions.config.changesNothing === true;
    if ((isReading && !isSocket) || !isFromForeignPage(request)) return undefined;
    return sendFailure(
      reply,
      failure('INVALID_REQUEST', 'bad-input', 'Pages of other sites may not do this; use the console.'),
    );
  });
};

/**
 * Whether a browser sent this for a page of another site. Browsers say so themselves in Sec-Fetch-Site where the
 * connection is trustworthy; elsewhere the origin must be this host, or the one a trusted proxy names. Programs send neither.
 */
export const isFromForeignPage = ({ headers, host }: Pick<FastifyRequest, 'headers' | 'host'>): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (headers.origin === undefined) return false;
  try {
    return new URL(headers.origin).host !== host;
  } catch {
    return true;
  }
};
