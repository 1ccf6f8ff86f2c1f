import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { findProgram } from './find-program.mjs';
import { runCommand } from './run-command.mjs';

/**
 * Runs the machine's npm, under the Node that runs this script where that works.
 * @param {readonly string[]} args
 */
export const runNpm = async (args) => {
  const [command, ...start] = await npmCommand();
  return runCommand(command, [...start, ...args], { env: nodeFirst(environmentOutsideNpm()) });
};

/** @returns {Promise<[string, ...string[]]>} */
const npmCommand = async () => {
  const npm = findProgram('npm');
  const cli = process.env.npm_execpath ?? (npm === undefined ? undefined : realpathSync(npm));
  // Some systems patch their Node so that only it finds npm's own packages.
  if (cli?.endsWith('npm-cli.js') && (await runCommand(process.execPath, [cli, '--version'])).ok) {
    return [process.execPath, cli];
  }
  return ['npm'];
};

/**
 * The environment without what `npm start` tells its script: which package it belongs to. A nested npm would take that
 * for its own settings, and other programs of ours for theirs.
 */
export const environmentOutsideNpm = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|command|config_(local_prefix|prefix|global))/.test(name),
    ),
  );

/** @param {NodeJS.ProcessEnv} env */
const nodeFirst = (env) => ({ ...env, PATH: `${dirname(process.execPath)}:${env.PATH}` });
