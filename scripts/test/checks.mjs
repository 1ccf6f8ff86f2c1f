import { toolScript } from '../toolchain/project.mjs';
import { runCommand } from '../toolchain/run-command.mjs';
import { checkDependencies } from './check-dependencies.mjs';
import { checkTypes } from './check-types.mjs';

/**
 * @param {string} name
 * @param {...string} args
 */
const tool = (name, ...args) => runCommand(process.execPath, [toolScript(name), ...args]);

/**
 * What is checked besides running the tests. `output` is for a person who has to put right what is wrong.
 * @typedef {{ name: string, run: () => Promise<{ ok: boolean, output: string }> }} Check
 * @type {readonly Check[]}
 */
export const checks = [
  { name: 'formatting', run: () => tool('biome', 'ci', '--colors=off') },
  { name: 'types', run: checkTypes },
  { name: 'lint, import table, no cycles', run: () => tool('oxlint') },
  { name: 'dependencies: checksums, licences, no scripts', run: checkDependencies },
  { name: 'nothing unused', run: () => tool('knip', '--no-progress') },
];
