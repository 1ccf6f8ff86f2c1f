import type { Leave } from '@reelmill/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ASK_AGAIN, FOR_EVER } from '../delivery/send-blob.ts';
import { forOtherPages, forOwnPages } from './other-pages.ts';

/** Says which pages may read the answer: what was given to somebody who logged in is for this server's own. */
export const sayForWhom = (
  request: FastifyRequest,
  reply: FastifyReply,
  leave: Leave,
  origins: readonly string[],
): FastifyReply => (leave === 'own' ? forOwnPages(reply) : forOtherPages(request, reply, origins));

/**
 * How long bytes that never change may be kept, and by whom: by everybody what everybody may see; by who holds a token as long
 * as that is good; by who logged in while that is so.
 */
export const keepFor = ({ shown }: FastifyRequest, leave: Leave): string => {
  if (leave === 'public') return FOR_EVER;
  if (!shown) return ASK_AGAIN;
  const seconds = Math.max(0, Math.floor((shown.expiresAtMs - Date.now()) / 1000));
  return `private, max-age=${seconds}, immutable`;
};
