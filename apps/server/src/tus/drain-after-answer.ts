import type { FastifyReply, FastifyRequest } from 'fastify';

const MOST_DRAINED_BYTES = 64 << 20;
const LONGEST_DRAIN_MS = 10_000;

/**
 * Reads what the client still sends after an early answer: browsers look at an answer only once their body is out, and
 * would report a broken connection instead of the reason. Bounded; then the connection is closed.
 */
export const drainAfterAnswer = (
  request: FastifyRequest,
  reply: FastifyReply,
  body: AsyncIterator<Uint8Array>,
): void => {
  if (request.raw.complete) return;
  reply.raw.once('finish', () => {
    const tooLong = setTimeout(() => request.raw.socket.destroy(), LONGEST_DRAIN_MS);
    void drain(body)
      .then((ended) => ended || request.raw.socket.destroy())
      .finally(() => clearTimeout(tooLong));
  });
};

const drain = async (body: AsyncIterator<Uint8Array>): Promise<boolean> => {
  try {
    for (let drained = 0; drained < MOST_DRAINED_BYTES; ) {
      const next = await body.next();
      if (next.done) return true;
      drained += next.value.length;
    }
  } catch {
    // The client has gone; nobody waits for the rest.
  }
  return false;
};
