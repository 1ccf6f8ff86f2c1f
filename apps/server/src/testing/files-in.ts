import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The names of the files in a folder and below it; nothing when it is not there. */
export const filesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
};

/** Resolves once the file has at least this many bytes: looked at again whenever the event loop comes round. */
export const fileReaches = async (folder: string, name: string, sizeBytes: number): Promise<void> => {
  while ((await stat(join(folder, name))).size < sizeBytes) await new Promise(setImmediate);
};
