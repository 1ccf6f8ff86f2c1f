import { join } from 'node:path';
import { runReelmill } from './contenders/reelmill.ts';
import { makeCuts } from './make-source.ts';
import type { Row } from './report.ts';

const FILM_SECONDS = 240;

/** A film that is killed at the half, and another ending of it. */
export const resumeRows = async (folder: string): Promise<readonly Row[]> => {
  const [film, recut] = await makeCuts(folder, FILM_SECONDS);
  const repeats = await measureRepeats(film, recut, join(folder, 'film-data'));
  return [
    { what: 'left to do after kill -9 at the half', value: repeats.resumed, unit: '', target: 0.55 },
    { what: 'work repeated for another last tenth', value: repeats.recut, unit: '', target: 0.15 },
  ];
};

/**
 * What is left to pay after kill -9 in the middle of a film, and what the film with another ending costs: as shares of
 * the processors' time of the whole.
 */
const measureRepeats = async (
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
