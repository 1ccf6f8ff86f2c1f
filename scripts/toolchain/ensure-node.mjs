import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { keepCompiled } from './keep-compiled.mjs';
import { runNpm } from './npm.mjs';
import { toolchainFolder } from './project.mjs';
import { tail } from './run-command.mjs';
import { runUnder } from './run-under.mjs';
import { SetupError, say } from './say.mjs';
import { setUp } from './set-up.mjs';
import { stopWithNpm, stopWithParent } from './stop-with-parent.mjs';

const neededMajor = 24;
const ownNode = join(toolchainFolder, 'node_modules', 'node', 'bin', 'node');

/**
 * Returns under Node 24 or newer. Under an older one it fetches Node 24 into the clone, runs the script again with it,
 * and ends as that ends.
 * @param {string} script Full path of the script to run again.
 */
export const ensureNode = async (script) => {
  stopWithParent();
  stopWithNpm();
  const isRight = major(process.version) >= neededMajor;
  if (isRight && !isSignalledTwice()) {
    // Everything started from here on gets this Node, whichever the PATH named.
    process.env.PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
    keepCompiled();
    return;
  }
  if (!isRight && !isUsable(ownNode) && !(await setUp(installNode))) process.exit(1);
  const node = isRight ? process.execPath : ownNode;
  process.exit(await runUnder(node, script, process.argv.slice(2)));
};

/**
 * npm passes on the Ctrl-C that the terminal has sent to its script already, and a second one means "at once" to many
 * programs. Run under `runUnder`, the script gets one.
 */
const isSignalledTwice = () => process.env.npm_lifecycle_event !== undefined && !process.channel;

const installNode = async () => {
  if (isUsable(ownNode)) return;
  say(`this machine has Node ${process.version}; getting Node ${neededMajor} from npm into .toolchain …`);
  // The `node` package fetches the right binary in its install script.
  const { ok, output } = await runNpm([
    'install',
    `node@${neededMajor}`,
    '--prefix',
    toolchainFolder,
    '--no-workspaces',
    '--ignore-scripts=false',
    '--no-audit',
    '--no-fund',
  ]);
  if (ok && isUsable(ownNode)) return;
  throw new SetupError(
    `could not get Node ${neededMajor}; install it and try again. npm said:\n${tail(output)}`,
  );
};

/** @param {string} node */
const isUsable = (node) => {
  try {
    return major(execFileSync(node, ['--version'], { encoding: 'utf8', stdio: 'pipe' })) >= neededMajor;
  } catch {
    return false;
  }
};

/** @param {string} version Like `v24.1.0`. */
const major = (version) => Number(/^v(\d+)/.exec(version)?.[1]);
