import { constants } from 'node:fs';
import { open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative } from 'node:path';
import { err, failure, ok, type Result } from '@reelmill/core';
import type { ImportOrigin } from '../ports/index.ts';
import { type Fetched, type FetchGuard, fetchGuarded } from './fetch-guarded.ts';

/** The bytes of an import from a byte on, or from the beginning where they are not what they were. */
export const openOrigin = (
  origin: Exclude<ImportOrigin, { type: 'object' }>,
  guard: FetchGuard,
  from: { readonly startByte: number; readonly etag: string | null },
  signal: AbortSignal,
): Promise<Result<Fetched>> =>
  origin.type === 'url' ? fetchGuarded(origin.url, guard, from, signal) : openFile(origin.path, from, signal);

/** A pipe that lies there by now is not waited for. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What is looked at is what was opened: whoever can write in the folder may have put a link anywhere on the way since. */
const openFile = async (
  path: string,
  from: { readonly startByte: number; readonly etag: string | null },
  signal: AbortSignal,
): Promise<Result<Fetched>> => {
  const handle = await open(path, FLAGS).catch(() => undefined);
  if (!handle) return err(notThere);
  const found = await handle.stat();
  // Where a kernel does not say what was opened (Linux does), it is what the path is now.
  const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(path));
  if (!found.isFile() || opened !== path) {
    await handle.close();
    return err(notThere);
  }
  const etag = `"${found.mtimeMs} ${found.size}"`;
  const startByte = from.etag === etag ? from.startByte : 0;
  const body = handle.createReadStream({ start: startByte, end: Math.max(0, found.size - 1), signal });
  return ok({ body, startByte, sizeBytes: found.size, etag, fileName: basename(path) });
};

/**
 * The real path of a file a user names, when it lies below one of the folders that were opened for it. Links are followed
 * first, so that none leads out.
 */
export const resolveBelow = async (roots: readonly string[], path: string): Promise<Result<string>> => {
  if (roots.length === 0) {
    return err(
      failure(
        'INVALID_REQUEST',
        'bad-input',
        'This server imports no files of its own: set IMPORT_ROOTS to allow it.',
      ),
    );
  }
  for (const root of roots) {
    const base = await realpath(root).catch(() => undefined);
    const real = await realpath(isAbsolute(path) ? path : join(root, path)).catch(() => undefined);
    if (!base || !real) continue;
    const inside = relative(base, real);
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) continue;
    return (await stat(real)).isFile() ? ok(real) : err(notThere);
  }
  // The same words whether it is missing or elsewhere: nobody learns what else there is.
  return err(notThere);
};

const notThere = failure('NOT_FOUND', 'bad-input', 'There is no such file in the import folders.');
