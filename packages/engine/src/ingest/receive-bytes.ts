import { createHash } from 'node:crypto';
import { type Failure, failure } from '@reelmill/core';
import { failureOfSystemError } from '../run/system-error.ts';
import type { UploadFile } from './upload-file.ts';

export interface Checksum {
  readonly algorithm: 'sha1' | 'sha256';
  readonly digest: Uint8Array;
}

/** Durable this often within one long request: at most so much is sent again after a cut. */
const COMMIT_EVERY_BYTES = 8 << 20;

/**
 * Writes a request's body to the file and tells `commit` how far the durable bytes reach. A connection that breaks off
 * is no failure: what arrived is kept. With a checksum nothing counts until all of it has matched.
 */
export const receiveBytes = async (
  file: UploadFile,
  body: AsyncIterable<Uint8Array>,
  options: {
    readonly lengthBytes: number;
    readonly checksum: Checksum | undefined;
    readonly commit: (offsetBytes: number) => Promise<void>;
  },
): Promise<Failure | undefined> => {
  const start = file.mark();
  const check = options.checksum && createHash(options.checksum.algorithm);
  let committed = start.offsetBytes;
  let problem: Failure | undefined;

  const commit = async (): Promise<void> => {
    if (file.offsetBytes() === committed) return;
    await file.sync();
    await options.commit(file.offsetBytes());
    committed = file.offsetBytes();
  };

  try {
    for await (const chunk of body) {
      if (file.offsetBytes() + chunk.length > options.lengthBytes) {
        problem = failure(
          'PAYLOAD_TOO_LARGE',
          'bad-input',
          'More bytes were sent than the upload was announced with.',
        );
        break;
      }
      check?.update(chunk);
      await file.write(chunk);
      if (!check && file.offsetBytes() - committed >= COMMIT_EVERY_BYTES) await commit();
    }
  } catch (error) {
    problem = failureOfSystemError(error);
  }
  if (check && options.checksum && (problem || !check.digest().equals(options.checksum.digest))) {
    await file.truncate(start);
    return (
      problem ??
      failure('CHECKSUM_MISMATCH', 'bad-input', 'The bytes differ from their checksum; send them again.')
    );
  }
  await commit();
  return problem;
};
