import { findProgram } from './find-program.mjs';
import { runCommand, tail } from './run-command.mjs';
import { SetupError, say } from './say.mjs';

/** @typedef {'apt-get' | 'dnf' | 'apk' | 'brew'} Manager */

/**
 * How each manager installs without asking anything.
 * @type {Record<Manager, { refresh?: string[], install: string[] }>}
 */
const commands = {
  'apt-get': {
    refresh: ['-qq', 'update'],
    install: ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', 'install'],
  },
  dnf: { install: ['-q', '-y', 'install'] },
  apk: { install: ['add', '--quiet', '--no-cache'] },
  brew: { install: ['install', '--quiet'] },
};

const managers = /** @type {Manager[]} */ (Object.keys(commands));

/**
 * Installs packages with the system's package manager when this user may; otherwise says what to type.
 * @param {string} what What is missing, for people.
 * @param {Record<Manager, readonly string[]>} packages What it is called in each manager.
 */
export const installSystemPackages = async (what, packages) => {
  const manager = managers.find((name) => findProgram(name) !== undefined);
  if (manager === undefined) throw new SetupError(`${what} is missing; install it and try again`);

  const names = packages[manager];
  const rights = await rightsFor(manager);
  const sudo = rights?.length === 0 ? '' : 'sudo ';
  const byHand = `${sudo}${manager} ${manager === 'apk' ? 'add' : 'install'} ${names.join(' ')}`;
  if (rights === undefined) throw new SetupError(`${what} is missing; type: ${byHand}`);

  say(`installing ${names.join(' and ')} with ${manager} …`);
  const { refresh, install } = commands[manager];
  if (refresh) await runCommand(...withRights(rights, manager, refresh));
  const { ok, output } = await runCommand(...withRights(rights, manager, [...install, ...names]));
  if (!ok) throw new SetupError(`could not install ${what}; type: ${byHand}\n${tail(output)}`);
};

/**
 * What to put before the command so that it may install; undefined when this user may not without being asked.
 * @param {Manager} manager
 * @returns {Promise<readonly string[] | undefined>}
 */
const rightsFor = async (manager) => {
  if (manager === 'brew' || process.getuid?.() === 0) return [];
  const sudo = findProgram('sudo');
  return sudo && (await runCommand(sudo, ['-n', 'true'])).ok ? [sudo, '-n'] : undefined;
};

/**
 * @param {readonly string[]} rights
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
const withRights = (rights, command, args) => {
  // Through `env`, because sudo drops the caller's variables.
  const [first = '', ...rest] = [...rights, 'env', 'DEBIAN_FRONTEND=noninteractive', command, ...args];
  return [first, rest];
};
