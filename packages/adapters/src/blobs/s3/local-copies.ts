import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '@reelmill/core';
import type { BlobInfo, LocalRanges } from '@reelmill/engine/ports';
import { bytesIn, type Range } from './byte-ranges.ts';
import { createPartialCopies } from './partial-copies.ts';

/** Of `stat`, whatever the file system's own are. */
const BLOCK_BYTES = 512;
/** With more of a blob than this its rest is fetched too: the whole can be checked, and serves every step. */
const MOST_SHARE = 0.75;

/** What was used within this time may be open in a child process, and stays however little room there is. */
const IN_USE_MS = 3600_000;

/**
 * Copies of blobs on the local disk, whole or in part, for programs that open files. The least recently used go when they take more
 * than `maxBytes`. Whole ones are checked against their digest when they are made.
 */
export const openLocalCopies = async (options: {
  readonly folder: string;
  readonly maxBytes: number;
  readonly nowMs?: () => number;
}) => {
  const { folder, maxBytes, nowMs = Date.now } = options;
  const [tmp, partial] = [join(folder, 'tmp'), join(folder, 'partial')];
  await mkdir(tmp, { recursive: true });
  const partials = createPartialCopies(partial);
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
    for (const path of [...(await pathsIn(folder)), ...(await pathsIn(partial))]) {
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile())
        files.push({ path, sizeBytes: found.blocks * BLOCK_BYTES, usedAtMs: found.mtimeMs });
    }
    let total = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    for (const file of files.sort((a, b) => a.usedAtMs - b.usedAtMs)) {
      if (total <= maxBytes || nowMs() - file.usedAtMs < IN_USE_MS) return;
      await rm(file.path, { force: true });
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
      await partials.delete(digest);
      await makeRoom();
      return path;
    },
    /**
     * Like `pathOf`, with the bytes of these ranges alone, unless the whole is there or little more. Ranges are trusted as
     * the store gives them: only the whole has a digest.
     */
    rangesOf: async (
      { digest, sizeBytes }: Pick<BlobInfo, 'digest' | 'sizeBytes'>,
      wanted: readonly Range[],
      read: (range: Range) => Readable,
    ): Promise<LocalRanges | undefined> => {
      if (bytesIn(wanted) > sizeBytes * MOST_SHARE) return undefined;
      const whole = (await existing(digest)) ?? (await making.get(digest));
      if (whole !== undefined) return { path: whole, isWhole: true };
      const path = await partials.pathOf(digest, sizeBytes, wanted, read);
      await makeRoom();
      return { path, isWhole: false };
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
    delete: async (digest: Digest): Promise<void> => {
      await partials.delete(digest);
      await rm(pathOf(digest), { force: true });
    },
    /** Removes what a crash left half made. */
    recover: async (): Promise<void> => {
      for (const left of [tmp, partial]) await rm(left, { recursive: true, force: true });
      await mkdir(tmp, { recursive: true });
    },
  };
};

const pathsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
