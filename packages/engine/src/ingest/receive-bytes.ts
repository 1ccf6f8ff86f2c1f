import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Failure, failure } from '@reelmill/core';
import { crashPoint } from '../ports/index.ts';
import { failureOfSystemError } from '../run/system-error.ts';
import { cuttableBody } from './cuttable-body.ts';
import type { UploadFile } from './upload-file.ts';

/** What the bytes of one request must hash to (tus checksum extension). */
export interface Checksum {
  readonly algorithm: 'sha1' | 'sha256' | 'crc32';
  readonly digest: Uint8Array;
}

/** Durable this often within one long request: at most so much is sent again after a crash. */
const COMMIT_EVERY_BYTES = 8 << 20;

interface Receive {
  /** Infinity while nobody knows. */
  readonly lengthBytes: number;
  readonly checksum: Checksum | undefined;
  readonly stopped: AbortSignal;
  /** Writes down how far the durable bytes reach, or says why they may not; then nothing more is taken. */
  readonly commit: (offsetBytes: number) => Promise<Failure | undefined>;
}

/**
 * Writes a request's body to the file and tells `commit` how far the durable bytes reach. A body that breaks off is no
 * failure: what arrived is kept. With a checksum nothing counts until all of it has matched; bytes beyond the announced
 * length take the whole body back.
 */
export const receiveBytes = async (
  file: UploadFile,
  body: AsyncIterable<Uint8Array>,
  options: Receive,
): Promise<Failure | undefined> => {
  try {
    return options.checksum
      ? await receiveChecked(file, body, options, options.checksum)
      : await receivePlain(file, body, options);
  } catch (error) {
    const known = failureOfSystemError(error);
    if (known) return known;
    throw error;
  }
};

const receivePlain = async (
  file: UploadFile,
  body: AsyncIterable<Uint8Array>,
  { lengthBytes, stopped, commit }: Receive,
): Promise<Failure | undefined> => {
  const start = file.mark();
  let committed = start.offsetBytes;
  const commitWritten = async (): Promise<Failure | undefined> => {
    if (file.offsetBytes() === committed) return undefined;
    const refused = await makeDurable(file, commit);
    if (!refused) committed = file.offsetBytes();
    return refused;
  };

  try {
    for await (const chunk of cuttableBody(body, stopped).chunks) {
      if (file.offsetBytes() + chunk.length > lengthBytes) {
        if (committed !== start.offsetBytes) await commit(start.offsetBytes);
        await file.rewind(start);
        return tooManyBytes(lengthBytes);
      }
      await file.write(chunk);
      const isDue = file.offsetBytes() - committed >= COMMIT_EVERY_BYTES;
      const refused = isDue ? await commitWritten() : undefined;
      if (refused) return refused;
    }
  } catch (error) {
    // A full disk often still has room for the offset of what did fit.
    await commitWritten().catch(() => undefined);
    throw error;
  }
  return commitWritten();
};

const receiveChecked = async (
  file: UploadFile,
  body: AsyncIterable<Uint8Array>,
  { lengthBytes, stopped, commit }: Receive,
  checksum: Checksum,
): Promise<Failure | undefined> => {
  const start = file.mark();
  const hash = createChecksum(checksum.algorithm);
  const { chunks, wasCut } = cuttableBody(body, stopped);
  for await (const chunk of chunks) {
    if (file.offsetBytes() + chunk.length > lengthBytes) {
      await file.rewind(start);
      return tooManyBytes(lengthBytes);
    }
    hash.update(chunk);
    await file.write(chunk);
  }
  if (wasCut() || !hash.digest().equals(checksum.digest)) {
    await file.rewind(start);
    return wasCut()
      ? failure('UPLOAD_LOCKED', 'transient', 'The bytes broke off before their checksum could be checked.')
      : failure('CHECKSUM_MISMATCH', 'bad-input', 'The bytes differ from their checksum; send them again.');
  }
  return makeDurable(file, commit);
};

const createChecksum = (algorithm: Checksum['algorithm']) => {
  if (algorithm !== 'crc32') return createHash(algorithm);
  let sum = 0;
  return {
    update: (chunk: Uint8Array): void => {
      sum = crc32(chunk, sum);
    },
    digest: (): Buffer => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum);
      return bytes;
    },
  };
};

const makeDurable = async (file: UploadFile, commit: Receive['commit']): Promise<Failure | undefined> => {
  crashPoint('upload.bytes-written');
  await file.sync();
  crashPoint('upload.bytes-synced');
  const refused = await commit(file.offsetBytes());
  crashPoint('upload.offset-kept');
  return refused;
};

/** For a body that would reach beyond the length the upload was announced with. */
export const tooManyBytes = (lengthBytes: number): Failure =>
  failure(
    'PAYLOAD_TOO_LARGE',
    'bad-input',
    `More bytes were sent than the ${lengthBytes} the upload was announced with.`,
    { lengthBytes },
  );
