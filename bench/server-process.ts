import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { nodeFlags } from '../scripts/toolchain/node-flags.mjs';

const MAIN = join(import.meta.dirname, '../apps/server/src/main.ts');
const WATCH = join(import.meta.dirname, 'watch-loop.ts');

/** A server in a process of its own, as users run it. `CPU_PROFILES` names a folder for a profile of it. */
export interface ServerProcess {
  readonly url: string;
  /** The most memory it had resident so far. */
  peakMib(): Promise<number>;
  /** How late its event loop was, for all but one of 100 turns, since this was last asked. */
  loopLagP99Ms(): Promise<number>;
  stop(): Promise<void>;
}

export const startServerProcess = async (dataFolder: string): Promise<ServerProcess> => {
  const profiles = process.env['CPU_PROFILES'];
  const child = spawn(
    process.execPath,
    [
      ...nodeFlags,
      ...(profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : []),
      ...['--import', WATCH, MAIN],
    ],
    {
      env: { ...process.env, DATA_DIR: dataFolder, PORT: '0', HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  return {
    url: await readyUrl(child),
    peakMib: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
    },
    loopLagP99Ms: async () => {
      child.send('lag');
      const [lagMs] = await once(child, 'message');
      return lagMs as number;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const readyUrl = async ({ stdout }: ChildProcess): Promise<string> => {
  if (!stdout) throw new Error('the server has no stdout');
  for await (const line of createInterface({ input: stdout })) {
    const url = /^Reelmill is ready: (\S+)/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error('the server ended before it was ready');
};

/** Runs a client in a process of its own, so that what it costs is not measured as the server's. Gives what it prints. */
export const runClient = async <T>(name: string, ...args: readonly (string | number)[]): Promise<T> => {
  const script = join(import.meta.dirname, 'clients', `${name}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args.map(String)]);
  return JSON.parse(stdout) as T;
};
