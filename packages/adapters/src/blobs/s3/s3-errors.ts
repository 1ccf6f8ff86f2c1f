import { S3ServiceException } from '@aws-sdk/client-s3';

/** What the BlobStore port throws: the errors of a file system, which callers know how to take; EREMOTEIO for the store's own. */
export const asSystemError = (error: unknown): Error => {
  if (isMissing(error)) return systemError('ENOENT', 'there is no such object', error);
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceeded' || name === 'InsufficientStorage') {
    return systemError('ENOSPC', 'the object store is full', error);
  }
  if (error instanceof Error && 'code' in error && FILE_SYSTEM.has(String(error.code))) return error;
  // Refused, unreachable, broken off: the same request may go through later, and nothing is said about the bytes.
  return systemError('EREMOTEIO', `the object store failed (${name || 'no answer'})`, error);
};

/** Of the local files that are sent or cached. */
const FILE_SYSTEM = new Set([
  'ENOENT',
  'ENOSPC',
  'EIO',
  'EREMOTEIO',
  'EDQUOT',
  'EROFS',
  'EMFILE',
  'ENFILE',
  'EACCES',
]);

export const isMissing = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  // A bucket that is gone is no proof that nothing was in it.
  error.name !== 'NoSuchBucket' &&
  (error.name === 'NoSuchKey' || error.name === 'NotFound' || error.$metadata.httpStatusCode === 404);

/** Also the answer to a repeated request whose first one was done, and only its answer lost. */
export const isNoUpload = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.name === 'NoSuchUpload';

const systemError = (code: string, message: string, cause: unknown): Error =>
  Object.assign(new Error(`${code}: ${message}`, { cause }), { code });

/** Work whose errors are those of the port. */
export const reached = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw asSystemError(error);
  }
};
