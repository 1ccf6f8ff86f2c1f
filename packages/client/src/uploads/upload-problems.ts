import type { ApiError } from '@reelmill/core';

/** What is said of an upload that cannot go on, where the server has not said it. */

export const unreadable: ApiError = {
  code: 'INVALID_REQUEST',
  message: 'The file can no longer be read: it was moved or changed. Choose it again.',
};
export const notOpened: ApiError = {
  code: 'INVALID_REQUEST',
  message: 'The file could not be opened without being chosen: choose it again.',
};
export const otherFile: ApiError = {
  code: 'CHECKSUM_MISMATCH',
  message:
    'This is another file, or it was edited since. Choose the same one again, or give this upload up and add it anew.',
};
export const empty: ApiError = {
  code: 'MEDIA_EMPTY',
  message: 'The file is empty: there is nothing to process.',
};
export const assetGone: ApiError = { code: 'NOT_FOUND', message: 'The asset was deleted meanwhile.' };
