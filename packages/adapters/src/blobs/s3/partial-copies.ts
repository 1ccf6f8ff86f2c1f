import { type FileHandle, mkdir, open, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Digest } from '@reelmill/core';
import { joined, type Range, without } from './byte-ranges.ts';

/**
 * Local files of a blob's full size of which some ranges hold its bytes, and the rest, zeros, takes no room. What was
 * fetched once stays. Nothing is known of them after a restart.
 */
export const createPartialCopies = (folder: string) => {
  const filled = new Map<Digest, readonly Range[]>();
  const filling = new Map<Digest, Promise<unknown>>();
  const pathOf = (digest: Digest): string => join(folder, digest);

  const fill = async (
    digest: Digest,
    sizeBytes: number,
    wanted: readonly Range[],
    read: (range: Range) => Readable,
  ): Promise<string> => {
    const path = pathOf(digest);
    await mkdir(dirname(path), { recursive: true });
    const file = await openKeeping(path);
    try {
      const { size } = await file.stat();
      // Made anew, it holds nothing.
      if (size !== sizeBytes) filled.delete(digest);
      await file.truncate(sizeBytes);
      for (const range of without(wanted, filled.get(digest) ?? [])) {
        await writeAt(file, range, read(range));
        filled.set(digest, joined([...(filled.get(digest) ?? []), range]));
      }
    } finally {
      await file.close();
    }
    const now = new Date();
    await utimes(path, now, now);
    return path;
  };

  return {
    /** Those who want parts of the same blob wait for each other, and fetch nothing twice. */
    pathOf: (
      digest: Digest,
      sizeBytes: number,
      wanted: readonly Range[],
      read: (range: Range) => Readable,
    ): Promise<string> => {
      const before = filling.get(digest) ?? Promise.resolve();
      const path = before.catch(() => undefined).then(() => fill(digest, sizeBytes, wanted, read));
      filling.set(digest, path);
      return path;
    },
    delete: async (digest: Digest): Promise<void> => {
      filled.delete(digest);
      await rm(pathOf(digest), { force: true });
    },
  };
};

const openKeeping = async (path: string): Promise<FileHandle> => {
  try {
    return await open(path, 'r+');
  } catch {
    return await open(path, 'wx+', 0o600);
  }
};

const writeAt = async (file: FileHandle, range: Range, body: Readable): Promise<void> => {
  let at = range.start;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, written, chunk.length - written, at);
      written += bytesWritten;
      at += bytesWritten;
    }
  }
  if (at !== range.end + 1)
    throw Object.assign(new Error('EREMOTEIO: the object store gave less than a range'), {
      code: 'EREMOTEIO',
    });
};
