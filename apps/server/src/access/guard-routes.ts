import { allows, type Failure, failure, type Scope } from '@reelmill/core';
import { maySee } from '@reelmill/engine';
import type { Store } from '@reelmill/engine/ports';
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

/**
 * Puts a guard before every route of the API and of media, also before those that forget they need one: it asks for a key,
 * for its scope, and that what `:id` names is of whoever shows it.
 */
export const guardRoutes = (app: FastifyInstance, store: Store): void => {
  app.addHook('onRoute', (route) => {
    const needed = neededFor(route);
    if (needed === 'open') return;
    const others = [route.onRequest ?? []].flat();
    route.onRequest = [guard(needed, store), ...others];
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
  (needed: Scope, store: Store) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { identity } = request;
    if (!identity) return sendFailure(challenge(reply), noKey);
    if (!allows(identity.scope, needed)) return sendFailure(reply, tooLittle(identity.scope, needed));
    const { id } = request.params as { readonly id?: string };
    if (id !== undefined && !(await maySee(store, identity, [id]))) return sendFailure(reply, noSuchThing);
    return undefined;
  };

const noKey = failure(
  'UNAUTHENTICATED',
  'bad-input',
  'A key is needed here: send it as "Authorization: Bearer rm_…", or log in to the console.',
);

const noSuchThing = failure('NOT_FOUND', 'bad-input', 'There is no such thing; it may have been deleted.');

/** FORBIDDEN, with the scope that would do. */
export const tooLittle = (held: Scope, needed: Scope): Failure =>
  failure(
    'FORBIDDEN',
    'bad-input',
    `This needs a key with the scope "${needed}"; the one you use has "${held}".`,
  );
