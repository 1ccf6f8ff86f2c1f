import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a command cost: the time on the wall, and on all processors by it and its children. */
export interface Cost {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/** Runs a command under a shell that asks the kernel what its children used. */
export const measure = async (command: string, args: readonly string[]): Promise<Cost> => {
  const startedAt = performance.now();
  const { stdout } = await run(
    'bash',
    ['-c', '"$@" && echo && echo TIMES && times', 'bash', command, ...args],
    {
      maxBuffer: 1 << 26,
    },
  );
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const [output = '', times = ''] = stdout.split('\nTIMES\n');
  // The second line is the children's user and system time: 0m12.345s 0m0.678s.
  const children = times.trim().split('\n')[1] ?? '';
  const cpuSeconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
  return { wallSeconds, cpuSeconds, stdout: output.trim() };
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
