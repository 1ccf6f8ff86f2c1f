import { oneAtATime } from './one-at-a-time.mjs';
import { stoppable } from './run-command.mjs';
import { SetupError, say } from './say.mjs';

/**
 * Takes the steps in order. Each looks first and does nothing when nothing is missing.
 * @param {...(() => void | Promise<void>)} steps
 * @returns {Promise<boolean>} False when one could not be done; the person has been told what to do.
 */
export const setUp = async (...steps) => {
  try {
    await stoppable(() =>
      oneAtATime(async () => {
        for (const step of steps) await step();
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return false;
  }
};
