import { failure } from '@reelmill/core';

/** To whoever names an asset that is not there, or not any more. */
export const noSuchAsset = failure(
  'NOT_FOUND',
  'bad-input',
  'There is no such asset; it may have been deleted.',
);
