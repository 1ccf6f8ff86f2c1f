import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { failure } from '@reelmill/core';
import { sendFailure } from '../errors/send-failure.ts';
import type { App } from './route-context.ts';

/** The built console: files with a hash in their name for ever, everything else asked for again. */
export const consoleRoutes = async (app: App, folder: string): Promise<void> => {
  const isBuilt = existsSync(join(folder, 'index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      setHeaders: (reply, path) => {
        const hashed = path.includes('/assets/');
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    const isOurs = /^\/(api|media|docs|healthz|readyz)(\/|$)/.test(request.url);
    if (isPage && !isOurs && isBuilt) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    if (isPage && !isOurs) {
      return reply.code(503).type('text/plain').send('The console is not built yet: run `npm start`.\n');
    }
    // Not said again: it may hold a token.
    return sendFailure(
      reply,
      failure('NOT_FOUND', 'bad-input', `There is nothing to ${request.method} at this address.`),
    );
  });
};
