import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, ok, type Result } from '@reelmill/core';
import { sha256OfFile } from '@reelmill/engine';
import { checkFile } from '../session/check-file.ts';
import type { Session } from '../session/open-session.ts';

/**
 * Brings a local file into the store: the user's own file is neither moved nor linked, since it may change later.
 * Copies share their blocks where the file system can.
 */
export const importSource = async (
  session: Session,
  path: string,
): Promise<Result<{ readonly digest: Digest; readonly sizeBytes: number }>> => {
  const file = await checkFile(path);
  if (!file.ok) return file;
  const digest = await sha256OfFile(path);
  if (!(await session.engine.blobs.stat(digest))) {
    const folder = join(session.folder, 'import');
    await mkdir(folder, { recursive: true });
    const copy = join(folder, digest);
    await copyFile(path, copy, constants.COPYFILE_FICLONE);
    // Hashed again: the file may have been written to between the two reads.
    const copied = await sha256OfFile(copy);
    await session.engine.blobs.putFile(copy, copied);
    return ok({ digest: copied, sizeBytes: file.value.sizeBytes });
  }
  return ok({ digest, sizeBytes: file.value.sizeBytes });
};
