import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const REELMILL = join(import.meta.dirname, '../../apps/cli/bin/reelmill.mjs');

/** Runs the command as a user does, with results kept in `<folder>/data`; a failure is an answer too. */
export const reelmill = async (folder: string, ...args: string[]) => {
  const env = { ...process.env, DATA_DIR: join(folder, 'data') };
  try {
    const { stdout, stderr } = await run(process.execPath, [REELMILL, ...args], { cwd: folder, env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
};

/** The last line, which is what a command with `--json` has to say. */
export const lastJson = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => {
  const line = stdout.trimEnd().split('\n').at(-1);
  if (!line) throw new Error(`nothing was said on stdout: ${stderr}`);
  return JSON.parse(line);
};
