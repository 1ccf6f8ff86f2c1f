import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '@reelmill/core';

/** What was used within this time may be open in a child process, and stays however little room there is. */
const IN_USE_MS = 3600_000;

/**
 * Whole copies of blobs on the local disk, for programs that open files. The least recently used go when they take more
 * than `maxBytes`. Copies are checked against their digest when they are made.
 */
export const openLocalCopies = async (options: {
  readonly folder: string;
  readonly maxBytes: number;
  readonly nowMs?: () => number;
}) => {
  const { folder, maxBytes, nowMs = Date.now } = options;
  const tmp = join(folder, 'tmp');
  await mkdir(tmp, { recursive: true });
  const pathOf = (digest: Digest): string => join(folder, digest);
  const making = new Map<Digest, Promise<string>>();

  const existing = async (digest: Digest): Promise<string | undefined> => {
    const path = pathOf(digest);
    try {
      const now = new Date(nowMs());
      await utimes(path, now, now);
      return path;
    } catch {
      return undefined;
    }
  };

  const fetchCopy = async (digest: Digest, open: () => Readable): Promise<string> => {
    const tmpPath = join(tmp, randomUUID());
    const hash = createHash('sha256');
    try {
      await pipeline(
        open(),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(tmpPath, { flags: 'wx', mode: 0o400 }),
      );
      if (hash.digest('hex') !== digest) {
        throw Object.assign(new Error('EIO: the object store gave other bytes than were stored'), {
          code: 'EIO',
        });
      }
      await rename(tmpPath, pathOf(digest));
    } finally {
      await rm(tmpPath, { force: true });
    }
    return pathOf(digest);
  };

  const makeRoom = async (): Promise<void> => {
    const files = [];
    for (const name of await readdir(folder)) {
      const found = name === 'tmp' ? undefined : await stat(join(folder, name)).catch(() => undefined);
      if (found) files.push({ name, sizeBytes: found.size, usedAtMs: found.mtimeMs });
    }
    let total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    for (const file of files.sort((a, b) => a.usedAtMs - b.usedAtMs)) {
      if (total <= maxBytes || nowMs() - file.usedAtMs < IN_USE_MS) return;
      await rm(join(folder, file.name), { force: true });
      total -= file.sizeBytes;
    }
  };

  return {
    /** Path of the copy, made from `open` when there is none; one for all who ask at once. */
    pathOf: async (digest: Digest, open: () => Readable): Promise<string> => {
      const there = await existing(digest);
      if (there) return there;
      const made = making.get(digest) ?? fetchCopy(digest, open).finally(() => making.delete(digest));
      making.set(digest, made);
      const path = await made;
      await makeRoom();
      return path;
    },
    /** Keeps a file that has just been sent: whoever sent it is likely to read it next. */
    keep: async (digest: Digest, path: string): Promise<void> => {
      try {
        await rename(path, pathOf(digest));
        await existing(digest);
      } catch {
        // On another file system: the copy is fetched when it is wanted.
        await rm(path, { force: true });
      }
      await makeRoom();
    },
    delete: (digest: Digest): Promise<void> => rm(pathOf(digest), { force: true }),
    /** Removes what a crash left half made. */
    recover: async (): Promise<void> => {
      await rm(tmp, { recursive: true, force: true });
      await mkdir(tmp, { recursive: true });
    },
  };
};
