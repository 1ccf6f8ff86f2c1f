import type { Failure } from '@reelmill/core';

/** What a script can tell from the exit code. Documented in `reelmill --help` and docs/cli.md. */
export const EXIT = {
  ok: 0,
  /** Something went wrong inside Reelmill or ffmpeg. */
  failed: 1,
  /** The command line or the recipe is not valid. */
  usage: 2,
  /** The file cannot become what was asked for: damaged, empty, not media, too large. */
  badInput: 3,
  /** The machine lacks something: ffmpeg, an encoder, disk space, the data folder is in use. */
  machine: 4,
  /** Stopped by Ctrl-C; the next run goes on where this one ended. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const exitCodeOf = (error: Failure): ExitCode => {
  if (error.code === 'INVALID_RECIPE' || error.code === 'INVALID_REQUEST') return EXIT.usage;
  if (error.code === 'FFMPEG_MISSING' || error.code === 'ENCODER_MISSING') return EXIT.machine;
  if (error.code === 'CONFLICT' || error.reason === 'no-space') return EXIT.machine;
  if (error.reason === 'cancelled') return EXIT.interrupted;
  if (error.reason === 'bad-input' || error.reason === 'unsupported' || error.reason === 'limit-exceeded') {
    return EXIT.badInput;
  }
  return EXIT.failed;
};
