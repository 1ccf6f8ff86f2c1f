import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Digest } from '@reelmill/core';

/**
 * The growing file of an upload with the digest of all it holds. `offsetBytes` runs ahead of what is durable until
 * `sync` resolves.
 */
export interface UploadFile {
  readonly offsetBytes: () => number;
  write(chunk: Uint8Array): Promise<void>;
  /** After this, what was written survives a power cut. */
  sync(): Promise<void>;
  /** Forgets everything from `offsetBytes` on, for a chunk whose checksum was wrong. */
  truncate(mark: FileMark): Promise<void>;
  mark(): FileMark;
  digest(): Digest;
  close(): Promise<void>;
}

interface FileMark {
  readonly offsetBytes: number;
  readonly hash: Hash;
}

/**
 * Opens at an offset the database vouches for. What lies behind it was never acknowledged and is cut off; what lies
 * before it is hashed again, since a digest in the making does not survive the process.
 */
export const openUploadFile = async (path: string, offsetBytes: number): Promise<UploadFile> => {
  const handle = await open(path, 'r+');
  await handle.truncate(offsetBytes);
  let hash = await hashPrefix(handle, offsetBytes);
  let offset = offsetBytes;
  return {
    offsetBytes: () => offset,
    write: async (chunk) => {
      for (let written = 0; written < chunk.length; ) {
        const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, offset + written);
        written += bytesWritten;
      }
      hash.update(chunk);
      offset += chunk.length;
    },
    sync: () => handle.datasync(),
    mark: () => ({ offsetBytes: offset, hash: hash.copy() }),
    truncate: async (mark) => {
      await handle.truncate(mark.offsetBytes);
      offset = mark.offsetBytes;
      hash = mark.hash;
    },
    digest: () => hash.copy().digest('hex'),
    close: () => handle.close(),
  };
};

const hashPrefix = async (handle: FileHandle, lengthBytes: number): Promise<Hash> => {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  for (let position = 0; position < lengthBytes; ) {
    const { bytesRead } = await handle.read(
      buffer,
      0,
      Math.min(buffer.length, lengthBytes - position),
      position,
    );
    if (bytesRead === 0) throw new Error('the upload file is shorter than its offset');
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash;
};
