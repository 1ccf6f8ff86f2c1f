import { existsSync, readFileSync, rmSync } from 'node:fs';
import { runNpm } from './npm.mjs';
import { inProject } from './project.mjs';
import { tail } from './run-command.mjs';
import { SetupError, say } from './say.mjs';

const lockfile = inProject('package-lock.json');

/** npm's own record of what it installed. npm writes it last, so after an interrupted install there is none. */
const installedRecord = inProject('node_modules', '.package-lock.json');

/** Installs the packages of the lockfile, unless exactly those are installed. */
export const ensureDependencies = async () => {
  if (isUpToDate()) return;
  say('installing packages with npm …');
  // What an interrupted install left is only in part what it claims to be.
  if (!existsSync(installedRecord)) rmSync(inProject('node_modules'), { recursive: true, force: true });
  rmSync(installedRecord, { force: true });
  // Not `npm ci`, which refuses a lockfile without the optional packages of every platform, and a registry that mirrors
  // another may not have them all. The versions are the lockfile's either way, and with --no-save it stays as it is.
  // The console's build tools are dev dependencies, whatever NODE_ENV says; no package here needs its install scripts.
  const { ok, output } = await runNpm([
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  if (!ok)
    throw new SetupError(`npm install failed; run it by hand to look into it. It said:\n${tail(output)}`);
};

const isUpToDate = () => {
  const wanted = packagesIn(lockfile);
  const installed = packagesIn(installedRecord);
  return Object.entries(wanted).every(([folder, entry]) => {
    const found = installed[folder];
    // The clone itself is not in npm's record; packages for other platforms are not installed.
    if (found === undefined) return folder === '' || entry.optional === true;
    return identity(found) === identity(entry);
  });
};

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, bin?: Record<string, string> }} Entry
 */

/**
 * @param {string} file
 * @returns {Record<string, Entry>}
 */
const packagesIn = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return {};
  }
};

/** @param {Entry} entry */
const identity = ({ version, integrity, link, bin }) => JSON.stringify([version, integrity, link, bin]);
