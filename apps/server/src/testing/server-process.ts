import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '../main.ts');

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything written to stdout so far. */
  readonly stdout: () => string;
  /** Everything written to stderr so far. */
  readonly stderr: () => string;
  /** Exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
}

interface Ask {
  readonly dataFolder: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs another: `['sh', '-c', 'ulimit … && exec "$@"', 'sh']`. */
  readonly under?: readonly string[];
}

/** The server as a user starts it; what it printed when it did not get ready. */
export const startProcess = async (
  ask: Ask,
): Promise<ServerProcess | { readonly stderr: string; readonly code: number | string }> => {
  const words = [...(ask.under ?? []), process.execPath, MAIN] as const;
  const [command, ...args] = words;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, PORT: String(ask.port ?? 0), DATA_DIR: ask.dataFolder, ...ask.env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  // Not `close`: that never comes after `disconnect`.
  const exited = Promise.all([once(child, 'exit'), once(child.stderr as Readable, 'end')]).then(
    ([[code, signal]]) => (code ?? signal) as number | string,
  );
  const ready = new Promise<string>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      stdout += part;
      const url = /^Reelmill is ready: (\S+)$/m.exec(stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const first = await Promise.race([ready.then((url) => ({ url })), exited.then((code) => ({ code }))]);
  return 'code' in first
    ? { stderr, code: first.code }
    : { url: first.url, child, stdout: () => stdout, stderr: () => stderr, exited };
};

/** Like `startProcess`, for a server that must get ready. */
export const runningProcess = async (ask: Ask): Promise<ServerProcess> => {
  const started = await startProcess(ask);
  if ('code' in started) throw new Error(`ended with ${started.code}: ${started.stderr}`);
  return started;
};
