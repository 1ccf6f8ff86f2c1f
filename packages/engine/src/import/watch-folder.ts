import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { cleanFileName } from '@reelmill/core';
import type { NamedRecipe } from '../engine.ts';
import type { EngineLog } from '../run/run-context.ts';
import type { Imports } from './imports.ts';

/** A file that has not changed between two looks is taken to be whole. */
const LOOK_EVERY_MS = 3_000;

/** What programs call a file while they write it. */
const UNFINISHED = /^\.|\.(part|partial|tmp|crdownload|filepart)$/i;

/**
 * Imports every file that is put into a folder, once: a file is known by its path, size and time, also after a restart. Files
 * stay where they are. Links in it are not followed: who may put files there need not see the rest of this machine. Looked at
 * rather than listened to, since network file systems tell of nothing.
 */
export const watchFolder = (options: {
  readonly folder: string;
  readonly recipe: NamedRecipe;
  readonly imports: Imports;
  readonly log: EngineLog;
}) => {
  const { folder, recipe, imports, log } = options;
  let seen = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const now = new Set<string>();
    for (const { path, sourceKey } of await filesOf(folder)) {
      now.add(sourceKey);
      if (!seen.has(sourceKey)) continue;
      const fileName = cleanFileName(basename(path));
      await imports.take(path, sourceKey, { fileName, metadata: {}, recipe, priority: 0 });
    }
    seen = now;
  };

  const lookSafely = (): Promise<void> => {
    looking ??= look()
      .catch((error: unknown) => log.error({ err: error }, 'the watched folder could not be read'))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };

  return {
    look: lookSafely,
    start: (): void => {
      timer = setInterval(() => void lookSafely(), LOOK_EVERY_MS);
      timer.unref();
    },
    stop: async (): Promise<void> => {
      clearInterval(timer);
      await looking;
    },
  };
};

const filesOf = async (
  watched: string,
): Promise<readonly { readonly path: string; readonly sourceKey: string }[]> => {
  const folder = await realpath(watched);
  const files = [];
  // With their types: reading names alone follows links to folders.
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (!entry.isFile() || name.split('/').some((part) => UNFINISHED.test(part))) continue;
    const found = await lstat(path).catch(() => undefined);
    if (!found?.isFile() || found.size === 0) continue;
    files.push({ path, sourceKey: `${name} ${found.size} ${found.mtimeMs}` });
  }
  return files;
};
