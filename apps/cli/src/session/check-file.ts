import { stat } from 'node:fs/promises';
import { err, failure, ok, type Result } from '@reelmill/core';

/** The size of a readable, ordinary file, or the sentence that says what it is instead. */
export const checkFile = async (path: string): Promise<Result<{ readonly sizeBytes: number }>> => {
  try {
    const found = await stat(path);
    if (found.isFile()) return ok({ sizeBytes: found.size });
    return err(failure('INVALID_REQUEST', 'bad-input', `${path} is not a file.`));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return err(
      failure(
        'INVALID_REQUEST',
        'bad-input',
        missing ? `There is no file ${path}.` : `${path} cannot be read.`,
      ),
    );
  }
};
