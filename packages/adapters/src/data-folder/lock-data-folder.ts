import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { err, failure, ok, type Result } from '@reelmill/core';

const SQLITE_BUSY = 5;

/** A data folder that this process alone may use. */
export interface DataFolderLock {
  /** Idempotent. */
  release(): Promise<void>;
}

/**
 * Makes the folder when it is absent, for this account alone, since it holds secrets and everybody's films, and keeps every other process out of it. The operating system lets go when the
 * process ends, however it ends. CONFLICT when somebody else holds it; a folder that cannot be written throws.
 */
export const lockDataFolder = async (folder: string): Promise<Result<DataFolderLock>> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    return err(
      failure(
        'CONFLICT',
        'transient',
        `The data folder ${folder} is in use by another Reelmill process; stop that one or choose another folder.`,
        { folder },
      ),
    );
  }
  return ok({
    release: async () => {
      if (lock.isOpen) lock.close();
    },
  });
};

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
