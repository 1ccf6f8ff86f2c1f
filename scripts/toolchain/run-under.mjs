import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { nodeFlags } from './node-flags.mjs';

/** Longer than any graceful end of ours; past it the child hangs. */
const longestEndMs = 60_000;

/**
 * Runs a script with another Node as if it were this process: same terminal, same signals, same exit code, and it ends
 * when this process does, however that ends (`stopWithParent` is the child's half of this).
 * @param {string} node
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<number>} The exit code.
 */
export const runUnder = (node, script, args) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}` };
    const child = spawn(node, [...nodeFlags, script, ...args], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env,
    });

    // Ctrl-C reaches the child from the terminal, and this process twice (npm passes it on as well). The message lets
    // the child see which signals are new to it.
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      if (child.connected) child.send({ stop: signal }, () => {});
      setTimeout(() => child.kill('SIGKILL'), longestEndMs).unref();
    };
    process.on('SIGINT', passOn);
    process.on('SIGTERM', passOn);
    process.on('SIGHUP', passOn);

    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
