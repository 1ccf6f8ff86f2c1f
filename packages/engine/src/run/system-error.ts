import { type Failure, failure } from '@reelmill/core';

/** Disk trouble as a failure with a reason; undefined for anything else, which is a bug. */
export const failureOfSystemError = (error: unknown): Failure | undefined => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return failure('NO_SPACE', 'no-space', 'The disk is full; free some space and the work goes on.');
  }
  if (code === 'EIO' || code === 'EROFS' || code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM') {
    return failure('INTERNAL', 'transient', `The machine refused an operation (${code}); it is tried again.`);
  }
  if (code === 'EREMOTEIO') {
    const message = 'The object store could not be reached or refused an operation; it is tried again.';
    return failure('STORE_UNREACHABLE', 'transient', message);
  }
  return undefined;
};
