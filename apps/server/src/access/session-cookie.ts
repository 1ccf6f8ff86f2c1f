import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'reelmill_session';

/**
 * What the browser keeps of a session, out of all cookies it sent; undefined when there is none, or more than one: another
 * site of the same domain may have given it one of somebody else's, and whose it is cannot be told.
 */
export const sessionToken = (cookies: string | undefined): string | undefined => {
  const [token, ...others] = (cookies ?? '')
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(`${NAME}=`));
  return others.length === 0 ? token?.slice(NAME.length + 1) : undefined;
};

/** No script reads it, and no page of another site makes the browser send it. */
export const keepSession = (
  request: FastifyRequest,
  reply: FastifyReply,
  session: { readonly token: string; readonly expiresAtMs: number },
): void => setCookie(request, reply, session.token, session.expiresAtMs);

export const dropSession = (request: FastifyRequest, reply: FastifyReply): void =>
  setCookie(request, reply, '', 0);

const setCookie = (
  request: FastifyRequest,
  reply: FastifyReply,
  value: string,
  expiresAtMs: number,
): void => {
  const expires = new Date(expiresAtMs).toUTCString();
  // As the browser sees it, where a proxy that is trusted says so.
  const secure = request.protocol === 'https' ? '; Secure' : '';
  void reply.header(
    'set-cookie',
    `${NAME}=${value}; Path=/; Expires=${expires}; HttpOnly; SameSite=Strict${secure}`,
  );
};
