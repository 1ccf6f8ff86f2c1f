import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Config } from '../../apps/server/src/config.ts';
import { type RunningServer, startServer } from '../../apps/server/src/start-server.ts';

/** A whole server in this process, in a folder of its own; it takes a third of what one in its own process does. */
interface ServerHere extends Omit<RunningServer, 'broken'> {
  /** Its data are here, and a test may put its files beside them. */
  readonly folder: string;
}

/** Whoever opens it closes it, which removes its folder. */
export const openServerHere = async (
  config: Partial<Config> = {},
  engineOptions: Parameters<typeof startServer>[1] = {},
): Promise<ServerHere> => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-test-'));
  const server = await startServer(
    { port: 0, host: '127.0.0.1', dataFolder: folder, logLevel: 'silent', ...config },
    engineOptions,
  );
  if (!server.ok) throw new Error(server.error.message);
  const { url, firstKey, close } = server.value;
  return {
    ...{ url, firstKey, folder },
    close: async () => {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Closed when the test ends. */
export const startServerHere = async (...options: Parameters<typeof openServerHere>): Promise<ServerHere> => {
  const server = await openServerHere(...options);
  onTestFinished(server.close);
  return server;
};
