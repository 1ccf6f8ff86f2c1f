import { setTimeout as wait } from 'node:timers/promises';
import { failureOfSystemError } from './system-error.ts';

const TRY_AGAIN_MS = 1000;

/**
 * Writes down what an attempt came to as soon as the disk lets it. Made bytes are not given up for want of the few that
 * name them; an attempt that is told to end meanwhile rejects with what was in the way.
 */
export const onceThereIsSpace = async <T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (failureOfSystemError(error)?.reason !== 'no-space' || signal.aborted) throw error;
      await wait(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
};
