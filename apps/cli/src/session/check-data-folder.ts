import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, failure, ok, type Result } from '@reelmill/core';

/** Something was kept here before: a mistyped folder is not made, and not found to be in good order. */
export const checkDataFolder = async (folder: string): Promise<Result<void>> => {
  try {
    await stat(join(folder, 'reelmill.sqlite'));
    return ok(undefined);
  } catch {
    return err(failure('INVALID_REQUEST', 'bad-input', `${folder} is not a data folder of Reelmill.`));
  }
};
