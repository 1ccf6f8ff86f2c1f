import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentOutsideNpm } from '../toolchain/npm.mjs';
import { toolScript } from '../toolchain/project.mjs';
import { runCommand, stoppable } from '../toolchain/run-command.mjs';

/**
 * Runs vitest, shows its output, and counts by its JSON report.
 * @param {readonly string[]} args Filters and options for vitest.
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export const runTests = async (args) => {
  const folder = mkdtempSync(join(tmpdir(), 'reelmill-test-report-'));
  try {
    const report = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = [toolScript('vitest'), 'run', ...reporters, ...args];
    const { ok } = await stoppable(() =>
      runCommand(process.execPath, vitest, { show: true, env: environmentOutsideNpm() }),
    );
    return countTests(readReport(report), ok);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * @typedef {{
 *   numPassedTests: number,
 *   numFailedTests: number,
 *   numPendingTests: number,
 *   numTodoTests: number,
 *   testResults: readonly { status: string, assertionResults: readonly { status: string }[] }[],
 * }} Report
 */

/**
 * @param {Report | undefined} report Undefined when vitest ended before it could write one.
 * @param {boolean} ok How vitest itself says it went.
 * @returns {import('./counts.mjs').Counts}
 */
export const countTests = (report, ok) => {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // A file that cannot be loaded has no failed test to be counted by.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    // vitest also fails for errors outside any test, and for having found no test at all.
    failed: failed === 0 && !ok ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
};

/**
 * @param {string} file
 * @returns {Report | undefined}
 */
const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};
