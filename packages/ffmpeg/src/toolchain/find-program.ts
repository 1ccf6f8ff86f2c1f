import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Absolute path of an executable on PATH (and in the system's usual folders), or undefined. */
export const findProgram = async (name: string): Promise<string | undefined> => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    if (!folder.startsWith('/')) continue;
    const found = await executable(join(folder, name));
    if (found) return found;
  }
  return undefined;
};

/** The path with links resolved when it can be run, or undefined. */
export const executable = async (path: string): Promise<string | undefined> => {
  try {
    const real = await realpath(path);
    await access(real, constants.X_OK);
    return real;
  } catch {
    return undefined;
  }
};
