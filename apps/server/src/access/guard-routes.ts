import { allows, failure, type Scope } from '@reelmill/core';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { sendFailure } from '../errors/send-failure.ts';
import { challenge } from './identity.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * What a route asks of a key: `open` to let everybody in, known or not. Unless it says so, `read` where nothing is
     * changed and `write` elsewhere.
     */
    access?: Scope | 'open';
  }
}

/** Puts a guard before every route of the API and of media, also before those that forget they need one. */
export const guardRoutes = (app: FastifyInstance): void => {
  app.addHook('onRoute', (route) => {
    const needed = neededFor(route);
    if (needed === 'open') return;
    const others = [route.onRequest ?? []].flat();
    route.onRequest = [guard(needed), ...others];
  });
};

/** The console, the documents and the probes of health have nothing to hide. */
const neededFor = ({ url, method, config }: RouteOptions): Scope | 'open' => {
  if (!/^\/(api|media)\//.test(url)) return 'open';
  if (config?.access) return config.access;
  const methods = [method].flat();
  if (methods.every((one) => one === 'OPTIONS')) return 'open';
  return methods.every((one) => one === 'GET' || one === 'HEAD') ? 'read' : 'write';
};

const guard =
  (needed: Scope) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { identity } = request;
    if (!identity) return sendFailure(challenge(reply), noKey);
    if (!allows(identity.scope, needed)) return sendFailure(reply, tooLittle(identity.scope, needed));
    return undefined;
  };

const noKey = failure(
  'UNAUTHENTICATED',
  'bad-input',
  'A key is needed here: send it as "Authorization: Bearer rm_…", or log in to the console.',
);

const tooLittle = (held: Scope, needed: Scope) =>
  failure(
    'FORBIDDEN',
    'bad-input',
    `This needs a key with the scope "${needed}"; the one you use has "${held}".`,
  );
