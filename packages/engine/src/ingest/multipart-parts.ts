import { type CompleteMultipart, type Failure, failure, MOST_PARTS } from '@reelmill/core';
import type { KeptPart, PartUpload } from '../ports/index.ts';

/** Above S3's least of 5 MiB; small enough that a lost connection costs little. */
const LEAST_PART_BYTES = 8 << 20;

type Cut = Pick<PartUpload, 'sizeBytes' | 'partBytes'>;

/** Bytes of every part but the last, in whole MiB, so that a file of this size is cut into no more than S3 takes. */
export const partBytesFor = (sizeBytes: number): number =>
  Math.max(LEAST_PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS / 2 ** 20) * 2 ** 20);

export const partCount = ({ sizeBytes, partBytes }: Cut): number => Math.ceil(sizeBytes / partBytes);

/** Bytes of one part, from 1. */
export const sizeOfPart = (cut: Cut, number: number): number =>
  Math.min(cut.partBytes, cut.sizeBytes - (number - 1) * cut.partBytes);

/**
 * What is wrong with the parts a client says the file has: object stores leave out in silence what is not listed. Each
 * part once, from the first to the last, as it is there now, of the size it should have.
 */
export const problemOfParts = (
  cut: Cut,
  named: CompleteMultipart['parts'],
  kept: readonly KeptPart[],
): Failure | undefined => {
  const count = partCount(cut);
  if (named.length !== count || named.some(({ number }, index) => number !== index + 1)) {
    return failure(
      'INVALID_REQUEST',
      'bad-input',
      `The file has ${count} parts: name each once, in order, from 1.`,
    );
  }
  const there = new Map(kept.map((part) => [part.number, part]));
  const missing = named.filter(({ number, etag }) => {
    const part = there.get(number);
    return part?.etag !== etag || part.sizeBytes !== sizeOfPart(cut, number);
  });
  if (missing.length === 0) return undefined;
  return failure(
    'CONFLICT',
    'bad-input',
    'Some parts are not there, or not as you name them: list the parts, send these again, then complete.',
    { numbers: missing.slice(0, 100).map(({ number }) => number) },
  );
};
