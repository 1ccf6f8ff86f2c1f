import { isLoopback, readConfig } from './config.ts';
import { startServer } from './start-server.ts';
import { stopOnRequest } from './stop-on-request.ts';

/** `npm start` and `reelmill serve`: runs until it is told to stop. */

const fail = (message: string): never => {
  process.stderr.write(`reelmill: ${message}\n`);
  process.exit(1);
};

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  if (!config.ok) return fail(config.error.message);
  const server = await startServer(config.value);
  if (!server.ok) return fail(server.error.message);
  if (!isLoopback(config.value.host)) {
    process.stderr.write(
      `reelmill: WARNING: ${config.value.host} can be reached from other machines: every request needs a key. Put TLS in front, or keys and videos travel in the clear.\n`,
    );
  }
  if (server.value.firstKey !== undefined) {
    process.stdout.write(
      `The first key, with every right. It is shown this once, so keep it: ${server.value.firstKey}\n`,
    );
  }
  stopOnRequest(() => server.value.close());
  void server.value.broken.then((error) =>
    fail(
      `the disk failed under the database (${error.message}). Start it again: it reads what the disk holds.`,
    ),
  );
  process.stdout.write(`Reelmill is ready: ${server.value.url}\n`);
};

try {
  await start();
} catch (error) {
  fail(`cannot start: ${error instanceof Error ? error.message : String(error)}`);
}
