import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Digest } from '@reelmill/core';
import { createDiskTurns } from './disk-turns.ts';

/**
 * The growing file of an upload with the digest of all it holds. `offsetBytes` runs ahead of what is durable until
 * `sync` resolves.
 */
export interface UploadFile {
  readonly offsetBytes: () => number;
  write(chunk: Uint8Array): Promise<void>;
  /** After this, what was written survives a power cut. */
  sync(): Promise<void>;
  /** How far it is now, with the digest in the making, for `rewind` and for the next time the file is opened. */
  mark(): FileMark;
  /** Forgets everything written since the mark. */
  rewind(mark: FileMark): Promise<void>;
  digest(): Digest;
  close(): Promise<void>;
}

/** Enough that Node's four threads for files are never idle. */
const writeInTurn = createDiskTurns(8);
/** A sync has its thread for long; one stays free for those who read and write meanwhile. */
const syncInTurn = createDiskTurns(3);

/** A digest in the making of the first `offsetBytes` bytes. */
export interface FileMark {
  readonly offsetBytes: number;
  readonly hash: Hash;
}

/**
 * Opens at an offset the database vouches for. What lies behind it was never acknowledged and is cut off; what lies
 * before it is hashed again unless `known` has got as far, since a digest in the making does not survive the process.
 */
export const openUploadFile = async (
  path: string,
  offsetBytes: number,
  known?: FileMark,
): Promise<UploadFile> => {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    await handle.truncate(offsetBytes);
    const hash =
      known?.offsetBytes === offsetBytes ? known.hash.copy() : await hashPrefix(handle, offsetBytes);
    return fileAt(handle, { offsetBytes, hash });
  } catch (error) {
    await handle.close();
    throw error;
  }
};

const fileAt = (handle: FileHandle, start: FileMark): UploadFile => {
  let { offsetBytes: offset, hash } = start;
  return {
    offsetBytes: () => offset,
    write: (chunk) =>
      writeInTurn(async () => {
        // Counted write by write: when the disk fills up in the middle of a chunk, its first part is kept.
        for (let written = 0; written < chunk.length; ) {
          const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, offset);
          hash.update(chunk.subarray(written, written + bytesWritten));
          written += bytesWritten;
          offset += bytesWritten;
        }
      }),
    sync: () => syncInTurn(() => handle.datasync()),
    mark: () => ({ offsetBytes: offset, hash: hash.copy() }),
    rewind: async (mark) => {
      await handle.truncate(mark.offsetBytes);
      offset = mark.offsetBytes;
      hash = mark.hash.copy();
    },
    digest: () => hash.copy().digest('hex'),
    close: () => handle.close(),
  };
};

const READ_BYTES = 1 << 20;

const hashPrefix = async (handle: FileHandle, lengthBytes: number): Promise<Hash> => {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(Math.min(READ_BYTES, lengthBytes));
  for (let position = 0; position < lengthBytes; ) {
    const wanted = Math.min(buffer.length, lengthBytes - position);
    const { bytesRead } = await handle.read(buffer, 0, wanted, position);
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash;
};
