import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a command cost: the time on the wall, and on all processors of the machine while it ran. */
export interface Cost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** USER_HZ, which Linux has fixed at 100 for everything it tells processes. */
const TICKS_PER_SECOND = 100;

/**
 * Runs a command. Processor time is what the whole machine was busy: the sums per process would miss what runs behind a
 * sandbox, which ends without waiting for it. So nothing else should run; whatever does hits all contenders.
 */
export const measure = async (command: string, args: readonly string[]): Promise<Cost> => {
  const [startedAt, busyBefore] = [performance.now(), await busySeconds()];
  await run(command, args, { maxBuffer: 1 << 26 });
  return {
    wallSeconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (await busySeconds()) - busyBefore,
  };
};

/** Since boot, over all processors: user, nice, system, irq and softirq (proc(5), /proc/stat). */
export const busySeconds = async (): Promise<number> => {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
