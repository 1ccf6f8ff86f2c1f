import type { Failure } from '@reelmill/core';
import { type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { printable } from './format.ts';

/** One sentence on stderr, or the failure as an object on stdout with `--json`. Returns the exit code. */
export const reportFailure = (error: Failure, asJson: boolean): ExitCode => {
  if (asJson) process.stdout.write(`${JSON.stringify({ error })}\n`);
  else process.stderr.write(`reelmill: ${printable(error.message)} (${error.code})\n`);
  return exitCodeOf(error);
};
