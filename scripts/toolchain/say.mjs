/**
 * Tells the person what is going on. On stderr: stdout belongs to the command being set up (`reelmill … --json`).
 * @param {string} line
 */
export const say = (line) => {
  process.stderr.write(`reelmill: ${line}\n`);
};

/** Set-up cannot go on; the message is one line that says what to do about it. */
export class SetupError extends Error {}
