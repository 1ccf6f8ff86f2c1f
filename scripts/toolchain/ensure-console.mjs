import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, toolScript } from './project.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError, say } from './say.mjs';

const consoleFolder = inProject('apps', 'console');
const stamp = join(consoleFolder, 'dist', '.built-from');

/** All that decides what the build makes. */
const sources = [
  consoleFolder,
  inProject('packages', 'client'),
  inProject('packages', 'core'),
  inProject('package-lock.json'),
  inProject('tsconfig.base.json'),
];

/** Builds the web console, unless its last build was made from the same sources. */
export const ensureConsole = async () => {
  const digest = digestOf(sources);
  if (digest === lastBuilt()) return;
  say('building the console …');
  const { ok, output } = await runCommand(process.execPath, [toolScript('vite'), 'build'], {
    cwd: consoleFolder,
  });
  if (!ok) throw new SetupError(`the console could not be built:\n${output}`);
  // Last, so that an interrupted build is not taken for a whole one: the build began by emptying the folder.
  writeFileSync(stamp, digest);
};

const lastBuilt = () => {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return undefined;
  }
};

/** @param {readonly string[]} paths */
const digestOf = (paths) => {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesUnder))
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
};

/**
 * @param {string} path
 * @returns {string[]}
 */
const filesUnder = (path) => {
  if (/\.test\.tsx?$/.test(path)) return [];
  const entries = entriesOf(path);
  if (entries === undefined) return [path];
  return entries
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .toSorted()
    .flatMap((name) => filesUnder(join(path, name)));
};

/** @param {string} path */
const entriesOf = (path) => {
  try {
    return readdirSync(path);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return undefined;
    throw error;
  }
};
