import { type Failure, failure } from '@reelmill/core';
import type { ProcessEnd } from './run-process.ts';

/** A reason for an end that gave nothing to look at further; undefined when the process ended by itself with 0. */
export const processFailure = (end: ProcessEnd, what: string): Failure | undefined => {
  switch (end.endedBy) {
    case 'abort':
      return failure('CANCELLED', 'cancelled', `${what} was stopped.`);
    case 'stall':
      return failure('FFMPEG_STALLED', 'stalled', `${what} made no progress and was stopped.`);
    case 'wall':
      return failure(
        'TIME_LIMIT',
        'limit-exceeded',
        `${what} took longer than this file may take and was stopped.`,
      );
    case 'spawn-error':
      return failure('FFMPEG_MISSING', 'unsupported', 'ffmpeg could not be started; run `reelmill doctor`.');
    case 'itself':
      if (/No space left on device|Disk quota exceeded/.test(end.stderrTail)) {
        return failure('NO_SPACE', 'no-space', 'The disk is full; free some space and the work goes on.');
      }
      if (/Cannot allocate memory/.test(end.stderrTail)) {
        return failure('FFMPEG_FAILED', 'transient', `${what} ran out of memory.`);
      }
      return end.exitCode === 0 ? undefined : failed(end, what);
  }
};

const failed = (end: ProcessEnd, what: string): Failure =>
  failure('FFMPEG_FAILED', 'bad-input', `${what} failed: ${lastWords(end.stderrTail).replace(/\.*$/, '.')}`, {
    exitCode: end.exitCode,
    log: cleanLog(end.stderrTail),
  });

/** The last line that says something, without addresses and paths. */
const lastWords = (stderr: string): string => cleanLog(stderr).at(-1) ?? 'ffmpeg gave no reason';

/** Log lines without pointer addresses, paths of this machine or control characters. */
export const cleanLog = (stderr: string): readonly string[] =>
  stderr
    .split('\n')
    .map((line) =>
      line
        .replace(/ @ 0x[0-9a-f]+/g, '')
        .replace(/file:\S+|(?<![\w.])\/[\w./-]+/g, 'the file')
        .replace(/\p{Cc}/gu, ' ')
        .trim(),
    )
    .filter((line) => line !== '' && !line.startsWith('Last message repeated'))
    .slice(-20);
