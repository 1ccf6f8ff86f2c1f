import { failure } from '@reelmill/core';
import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../config.ts';
import { sendFailure } from '../errors/send-failure.ts';

/** What this machine calls itself. */
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Answers 421 to whoever calls this server by a name that is not its own. Only this machine reaches a loopback address, but
 * any page in its browser can have a name of its own resolve there (DNS rebinding), and is then no foreign page. Where other
 * machines reach the server its names are not known, so that one is only held to them once they are told.
 */
export const refuseUnknownHosts = (
  app: FastifyInstance,
  {
    host,
    allowedHosts = [],
  }: { readonly host: string; readonly allowedHosts?: readonly string[] | undefined },
): void => {
  if (!isLoopback(host) && allowedHosts.length === 0) return;
  const known = new Set([...OWN_NAMES, host, ...allowedHosts].map((name) => name.toLowerCase()));
  app.addHook('onRequest', async (request, reply) => {
    // Every browser sends it; what does not is no page.
    const asked = request.headers.host;
    if (asked === undefined || known.has(nameOf(asked))) return undefined;
    return sendFailure(
      reply,
      failure(
        'HOST_UNKNOWN',
        'bad-input',
        'This server does not go by that name. If it should, put the name into ALLOWED_HOSTS and start it again.',
      ),
    );
  });
};

/** Without the port; what is no `Host` (RFC 9110 §7.2) is nobody's name. */
const nameOf = (host: string): string =>
  /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase() ?? '';
