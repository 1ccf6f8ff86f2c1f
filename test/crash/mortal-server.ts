import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../apps/server/src/main.ts');

/** A server in a process of its own that may die at any moment, also before it is ready. */
export interface MortalServer {
  /** Undefined when it died before it was ready. */
  readonly url: string | undefined;
  /** What it has logged so far. */
  readonly log: () => string;
  /** Resolves with its exit code, null when a signal ended it. */
  readonly gone: Promise<number | null>;
  /** As a power cut would: no signal handler runs. */
  kill9(): Promise<void>;
  /** Asks it to end. */
  stop(): Promise<number | null>;
}

export const startMortalServer = async (
  dataFolder: string,
  environment: NodeJS.ProcessEnv = {},
  launcher: readonly string[] = [],
): Promise<MortalServer> => {
  const [program, ...args] = [...launcher, process.execPath, MAIN];
  const child = spawn(program, args, {
    env: { ...process.env, DATA_DIR: dataFolder, PORT: '0', HOST: '127.0.0.1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit').then(([code]) => code as number | null);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return gone;
  };
  return {
    url: await readyUrl(child.stdout),
    log: () => log,
    gone,
    kill9: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
};

const readyUrl = async (output: NodeJS.ReadableStream): Promise<string | undefined> => {
  for await (const line of createInterface({ input: output })) {
    const url = /^Reelmill is ready: (\S+)/.exec(line)?.[1];
    if (url) return url;
  }
  return undefined;
};
