import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '../../apps/server/src/main.ts');

/** A server in a process of its own, so that it can be killed. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** As a power cut would: no signal handler runs. */
  kill9(): Promise<void>;
  stop(): Promise<number | null>;
}

export const startServerProcess = async (dataFolder: string, port = 0): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, DATA_DIR: dataFolder, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGKILL');
  });
  const url = await readyUrl(child);
  return {
    url,
    pid: child.pid ?? 0,
    kill9: async () => {
      await end(child, 'SIGKILL');
    },
    stop: async () => {
      await end(child, 'SIGTERM');
      return child.exitCode;
    },
  };
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
};

const readyUrl = async (child: ChildProcess): Promise<string> => {
  if (!child.stdout) throw new Error('the server has no stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Reelmill is ready: (\S+)/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('the server ended before it was ready');
};
