import type { FastifyInstance } from 'fastify';

/** How long others may keep a connection waiting. Uploads last as long as they like while bytes arrive. */
export interface ConnectionLimits {
  /** Nothing moves. */
  readonly idleMs: number;
  /** From its first byte to the end of its headers. */
  readonly headersMs: number;
  /** For a whole JSON body, however it drips. */
  readonly jsonBodyMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = { idleMs: 120_000, headersMs: 30_000, jsonBodyMs: 30_000 };

/** What Node enforces by itself, looked at often enough to keep to it. */
export const nodeLimits = ({ headersMs }: ConnectionLimits) => ({
  headersTimeout: headersMs,
  connectionsCheckingInterval: Math.ceil(headersMs / 4),
});

/** Breaks off whoever sends JSON so slowly that it can only be meant to hold a connection. */
export const refuseSlowBodies = (app: FastifyInstance, { jsonBodyMs }: ConnectionLimits): void => {
  app.addHook('preParsing', async (request, _reply, payload) => {
    const { 'content-length': length = '0', 'transfer-encoding': chunked } = request.headers;
    const hasBody = chunked !== undefined || length !== '0';
    // Where JSON is not read, bodies are bytes of files.
    if (!hasBody || !request.server.hasContentTypeParser('application/json')) return payload;
    const timer = setTimeout(() => request.raw.destroy(), jsonBodyMs);
    for (const event of ['end', 'close']) payload.once(event, () => clearTimeout(timer));
    return payload;
  });
};
