import { type Failure, failure, LOCAL_USER } from '@reelmill/core';
import type { UploadRecord } from '../ports/index.ts';

/** What is said when an upload, sent by tus or in parts, cannot go on. */

export const noSuchUpload = failure('NOT_FOUND', 'bad-input', 'There is no such upload; start it again.');
export const expired = failure('UPLOAD_GONE', 'bad-input', 'The upload has expired; start it again.');
export const locked = failure('UPLOAD_LOCKED', 'transient', 'The upload is busy; try again in a moment.');
export const shuttingDown = failure(
  'SHUTTING_DOWN',
  'transient',
  'The server is stopping; go on when it is back.',
);
export const notWhole = failure(
  'INVALID_REQUEST',
  'bad-input',
  'The body ended before its announced length.',
);
export const empty = failure('MEDIA_EMPTY', 'bad-input', 'The file is empty: there is nothing to process.');
export const otherLength = failure(
  'INVALID_REQUEST',
  'bad-input',
  'Upload-Length differs from the length this upload already has, or is less than what was sent.',
);
export const otherBytes = failure(
  'CHECKSUM_MISMATCH',
  'bad-input',
  'What arrived is not the file that was announced (SHA-256); nothing of it was kept: send the file again.',
);
export const madeOfParts = failure(
  'UPLOAD_FINAL',
  'bad-input',
  'This upload is put together from others: it takes no bytes.',
);
export const partGone = failure(
  'UPLOAD_GONE',
  'bad-input',
  'A partial upload has gone; send it again and put them together anew.',
);
const inTransaction = failure(
  'UPLOAD_GONE',
  'bad-input',
  'The upload is finished; abort the transaction it belongs to instead.',
);

export const offsetMismatch = ({ offsetBytes }: Pick<UploadRecord, 'offsetBytes'>) =>
  failure('UPLOAD_OFFSET_MISMATCH', 'bad-input', `The upload stands at byte ${offsetBytes}.`, {
    offsetBytes,
  });

export const becameAsset = ({ assetId, member }: Pick<UploadRecord, 'assetId' | 'member'>) =>
  member && assetId === null
    ? inTransaction
    : failure('UPLOAD_GONE', 'bad-input', 'The upload is finished; delete the asset it became instead.', {
        assetId,
      });

/** Of one owner: all that are unfinished are looked through whenever one is announced. */
const MOST_UNFINISHED = 1000;

export const refuseUnfinished = (
  unfinished: readonly { readonly ownerId: string }[],
  owner: string = LOCAL_USER,
): Failure | undefined =>
  unfinished.filter(({ ownerId }) => ownerId === owner).length >= MOST_UNFINISHED
    ? failure(
        'QUOTA_EXCEEDED',
        'limit-exceeded',
        `You have ${MOST_UNFINISHED} uploads that are not finished, the most there may be; finish or delete one first.`,
      )
    : undefined;
