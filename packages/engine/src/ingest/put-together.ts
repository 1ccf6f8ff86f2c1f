import { createReadStream } from 'node:fs';
import { err, failure, ok, type Result } from '@reelmill/core';
import type { UploadOperations, UploadRecord } from '../ports/index.ts';
import { isWhole } from './whole-upload.ts';

/**
 * The uploads another one is to be put together from (tus concatenation): all there, whole and meant for it. Gives their
 * length together.
 */
export const checkParts = async (
  uploads: UploadOperations,
  ids: readonly string[],
): Promise<Result<number>> => {
  if (ids.length === 0 || new Set(ids).size !== ids.length) {
    return err(failure('INVALID_REQUEST', 'bad-input', 'Upload-Concat must name each partial upload once.'));
  }
  let lengthBytes = 0;
  for (const id of ids) {
    const part = await uploads.get(id);
    if (!part?.isPart) {
      return err(
        failure('NOT_FOUND', 'bad-input', 'Upload-Concat names an upload that is not there as a part.'),
      );
    }
    if (!isWhole(part)) {
      return err(
        failure(
          'CONFLICT',
          'bad-input',
          'A partial upload is not whole yet: finish it, then put them together.',
        ),
      );
    }
    lengthBytes += part.lengthBytes;
  }
  return ok(lengthBytes);
};

/** The bytes of all parts behind each other, from `fromByte` on. Throws when a part has gone. */
export const bytesOfParts = async function* (
  parts: readonly UploadRecord[],
  pathOf: (id: string) => string,
  fromByte: number,
): AsyncGenerator<Uint8Array> {
  let before = 0;
  for (const part of parts) {
    const skip = Math.max(0, fromByte - before);
    before += part.offsetBytes;
    if (skip < part.offsetBytes)
      yield* createReadStream(pathOf(part.id), { start: skip }) as AsyncIterable<Uint8Array>;
  }
};
