import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cost } from '../measure.ts';

/** One job of the `web` recipe in a process of its own, which dies when it is told to. */
export const runReelmill = async (source: string, data: string, dieAt?: number): Promise<Cost> => {
  const args = [join(import.meta.dirname, 'run-reelmill.ts'), source, data];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...args,
    ...(dieAt === undefined ? [] : [String(dieAt)]),
  ]);
  return JSON.parse(stdout) as Cost;
};
