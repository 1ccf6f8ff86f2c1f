import { failure } from '@reelmill/core';
import type { Access } from '@reelmill/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { challenge } from '../access/identity.ts';
import { sendFailure } from '../errors/send-failure.ts';

/** What proxies and tunnels add to what they pass on. */
const TRACES = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * Answers 401 to what a proxy passes on to a server that asks nobody for a key: it took who reaches its loopback address for
 * somebody at this machine, and behind a proxy may be anybody. Who means it says AUTH=off.
 */
export const refuseProxiesWithoutKeys = (app: FastifyInstance, access: Access): void => {
  let isTold = false;
  app.addHook('onRequest', async (request, reply) => {
    if (access.keysRequired() || access.policy === 'never' || !isPassedOn(request)) return undefined;
    if (!isTold) request.log.warn(`a request that a proxy passed on was refused: ${withoutKeys.message}`);
    isTold = true;
    return sendFailure(challenge(reply), withoutKeys);
  });
};

const isPassedOn = ({ headers }: FastifyRequest): boolean =>
  TRACES.some((name) => headers[name] !== undefined);

const withoutKeys = failure(
  'UNAUTHENTICATED',
  'bad-input',
  'This server has no keys yet, so nobody comes in through a proxy. Make one where it runs ("reelmill keys create first --scope admin"), or set AUTH=off if the proxy itself asks who is there.',
);
