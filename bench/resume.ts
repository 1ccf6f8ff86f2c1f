import { join } from 'node:path';
import { runReelmill } from './contenders/reelmill.ts';

/**
 * What is left to pay after kill -9 in the middle of a film, and what the film with another ending costs: as shares of
 * the processors' time of the whole.
 */
export const measureRepeats = async (
  film: string,
  recut: string,
  folder: string,
): Promise<{ readonly resumed: number; readonly recut: number }> => {
  const whole = await runReelmill(film, join(folder, 'whole'));
  const again = await runReelmill(recut, join(folder, 'whole'));
  // It kills itself, which is how it is meant to end.
  await runReelmill(film, join(folder, 'killed'), 0.5).catch(() => undefined);
  const rest = await runReelmill(film, join(folder, 'killed'));
  return { resumed: rest.cpuSeconds / whole.cpuSeconds, recut: again.cpuSeconds / whole.cpuSeconds };
};
