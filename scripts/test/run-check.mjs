import { stoppable } from '../toolchain/run-command.mjs';

/**
 * Runs one check, tells how it went, and shows what it printed if it failed.
 * @param {import('./checks.mjs').Check} check
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export const runCheck = async ({ name, run }) => {
  const start = performance.now();
  const { ok, output } = await stoppable(run);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (!ok) console.log(`\n${output.trim()}\n`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
};
