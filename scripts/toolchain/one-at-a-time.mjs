import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toolchainFolder } from './project.mjs';
import { say } from './say.mjs';

const lockFile = join(toolchainFolder, 'set-up.lock');

/** A holder's process id may be in use again after a crash, so no lock is honoured for longer than this. */
const longestSetUpMs = 30 * 60_000;

/**
 * Keeps two set-ups of one clone (`npm start` and `npm test`, say) from installing over each other.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export const oneAtATime = async (work) => {
  let told = false;
  while (!take()) {
    if (!told) say('waiting for another set-up of this clone to end …');
    told = true;
    await sleep(200);
  }
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
};

const take = () => {
  try {
    mkdirSync(toolchainFolder, { recursive: true });
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    // Whoever may not write here cannot install anything either: a finished clone, run by another user.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') return true;
    if (isAbandoned()) release();
    return false;
  }
};

const release = () => rmSync(lockFile, { force: true });

const isAbandoned = () => {
  try {
    if (Date.now() - statSync(lockFile).mtimeMs > longestSetUpMs) return true;
    const holder = Number(readFileSync(lockFile, 'utf8'));
    // Between another process's creating the file and writing its id, the file is empty: it is held.
    return holder > 0 && !isAlive(holder);
  } catch {
    return false;
  }
};

/** @param {number} pid */
const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
};
