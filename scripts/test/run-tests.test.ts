import { describe, expect, test } from 'vitest';
import { addCounts, countsLine } from './counts.mjs';
import { countTests } from './run-tests.mjs';

const report = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
};

describe('countTests', () => {
  test('takes what vitest counted', () => {
    const mixed = { ...report, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 };
    expect(countTests(mixed, false)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  test('counts a file that could not be loaded', () => {
    const broken = { ...report, testResults: [{ status: 'failed', assertionResults: [] }] };
    expect(countTests(broken, false)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  test('counts an error outside every test', () => {
    expect(countTests(report, false)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  test('counts a run that ended without a report', () => {
    expect(countTests(undefined, true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('countsLine', () => {
  test('leaves out skipped tests when there are none', () => {
    expect(countsLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
  });

  test('names skipped tests when there are some', () => {
    const all = addCounts([
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 6, failed: 1, skipped: 2 },
    ]);
    expect(countsLine(all)).toBe('7 passed, 1 failed, 2 skipped');
  });
});
