import { spawn } from 'node:child_process';
import { projectFolder } from './project.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs a command to its end and keeps what it prints, or shows it with `show`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>} `ok` is false too when the command could not be started.
 */
export const runCommand = (command, args, { cwd = projectFolder, env = process.env, show = false } = {}) =>
  new Promise((resolve) => {
    const out = show ? 'inherit' : 'pipe';
    // A group of its own, so that stopping it also stops what it started.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', out, out], detached: true });
    running.add(child);
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    /** @param {boolean} ok */
    const end = (ok) => {
      running.delete(child);
      resolve({ ok, output: Buffer.concat(chunks).toString() });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(error.message));
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });

/**
 * The end of a command's output, for a person who has to find out what went wrong.
 * @param {string} output
 */
export const tail = (output) => output.trimEnd().split('\n').slice(-20).join('\n');

/**
 * Does work that runs commands. Asked to stop meanwhile, this process first stops those and all they started.
 * @template T
 * @param {() => Promise<T>} work
 */
export const stoppable = async (work) => {
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work();
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
};

const graceMs = 5_000;

/** @param {NodeJS.Signals} signal */
const stop = (signal) => {
  const exit = () => process.exit(signal === 'SIGINT' ? 130 : 143);
  setTimeout(() => {
    signalAll('SIGKILL');
    exit();
  }, graceMs);
  signalAll('SIGTERM');
  const look = setInterval(() => {
    if (running.size > 0) return;
    clearInterval(look);
    exit();
  }, 20);
};

/** @param {NodeJS.Signals} signal */
const signalAll = (signal) => {
  for (const { pid } of running) {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // Ended in the meantime.
    }
  }
};
