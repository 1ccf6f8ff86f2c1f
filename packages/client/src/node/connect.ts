import { type Client, type ClientOptions, createClient } from '../client.ts';

/**
 * A client of the server that the environment names: `REELMILL_URL`, this machine's own server by default, with the key in
 * `REELMILL_KEY`.
 */
export const connect = (options: Pick<ClientOptions, 'uploads'> = {}, env = process.env): Client =>
  createClient({
    ...options,
    baseUrl: env['REELMILL_URL'] || 'http://127.0.0.1:8080',
    ...(env['REELMILL_KEY'] ? { apiKey: env['REELMILL_KEY'] } : {}),
  });
