import { join } from 'node:path';
import { type Cost, measure } from './measure.ts';

const run = (source: string, data: string, ...more: readonly string[]): Promise<Cost> =>
  measure(process.execPath, [join(import.meta.dirname, 'contenders/run-reelmill.ts'), source, data, ...more]);

/** What is left to pay after kill -9 in the middle of a job, as a share of `whole`: of the processors' time. */
export const measureResume = async (source: string, data: string, whole: Cost): Promise<number> => {
  // It kills itself, which is how it is meant to end.
  await run(source, data, '0.5').catch(() => undefined);
  return (await run(source, data)).cpuSeconds / whole.cpuSeconds;
};

/** What a film with another ending costs, as a share of what the film did. */
export const measureRecut = async (film: string, recut: string, data: string): Promise<number> => {
  const whole = await run(film, data);
  return (await run(recut, data)).cpuSeconds / whole.cpuSeconds;
};
