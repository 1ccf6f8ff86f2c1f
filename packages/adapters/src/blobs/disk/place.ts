import { constants } from 'node:fs';
import { chmod, copyFile, lstat, type rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@reelmill/core';
import { type BlobInfo, crashPoint } from '@reelmill/engine/ports';
import type { Layout } from './layout.ts';
import type { createShardFolders } from './shard-folders.ts';
import type { Syncs } from './sync.ts';
import { isSystemError } from './system-error.ts';

export interface PlaceContext {
  readonly layout: Layout;
  readonly syncs: Syncs;
  readonly shardFolders: ReturnType<typeof createShardFolders>;
  readonly nextTmpPath: () => string;
  readonly rename: typeof rename;
}

const READ_ONLY = 0o444;

/** Moves a finished file to where its digest says. When it throws, the store is as before and the file still there. */
export const placeFile = async (context: PlaceContext, path: string, digest: Digest): Promise<BlobInfo> => {
  const source = await lstat(path);
  if (!source.isFile()) throw new TypeError('only a regular file can become a blob');
  const kept = await keepExisting(context, digest, source.size);
  if (kept) {
    await rm(path, { force: true });
    return kept;
  }
  const storedAt = new Date();
  const shards = context.layout.shards(digest);
  const target = context.layout.path(digest);
  await Promise.all([
    context.shardFolders.ensure(shards),
    seal(path, storedAt).then(() => {
      crashPoint('blob.before-sync');
      return context.syncs.file(path);
    }),
  ]);
  crashPoint('blob.before-rename');
  try {
    await context.rename(path, target);
  } catch (error) {
    if (!isSystemError(error, 'EXDEV')) throw error;
    await copyInto(context, path, target, source.size, storedAt);
  }
  crashPoint('blob.after-rename');
  await context.syncs.folder(shards[1]);
  return { digest, sizeBytes: source.size, storedAtMs: storedAt.getTime() };
};

/** The bytes that are there, when they are whole: their age starts again. */
export const keepExisting = async (
  { layout, syncs }: PlaceContext,
  digest: Digest,
  sizeBytes: number,
): Promise<BlobInfo | undefined> => {
  const target = layout.path(digest);
  const storedAt = new Date();
  try {
    const existing = await stat(target);
    if (!existing.isFile() || existing.size !== sizeBytes) return undefined;
    await utimes(target, storedAt, storedAt);
    // whoever stored it may have died before its name was durable, or be about to sync it just now
    await syncs.folder(layout.shards(digest)[1]);
    return { digest, sizeBytes, storedAtMs: storedAt.getTime() };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const seal = async (path: string, storedAt: Date): Promise<void> => {
  await chmod(path, READ_ONLY);
  await utimes(path, storedAt, storedAt);
};

/** For a work folder on another file system, where a rename cannot go. */
const copyInto = async (
  { syncs, nextTmpPath, rename }: PlaceContext,
  path: string,
  target: string,
  sizeBytes: number,
  storedAt: Date,
): Promise<void> => {
  const tmp = nextTmpPath();
  try {
    await copyFile(path, tmp, constants.COPYFILE_EXCL);
    await seal(tmp, storedAt);
    await syncs.file(tmp);
    const copied = await stat(tmp);
    if (copied.size !== sizeBytes) throw new Error(`copied ${copied.size} of ${sizeBytes} bytes`);
    await rename(tmp, target);
  } catch (error) {
    await rm(tmp, { force: true });
    throw error;
  }
  await rm(path, { force: true });
};

/** A name nobody else uses, for bytes on their way. */
export const createTmpNames = (tmp: string): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return join(tmp, `${process.pid}-${count}`);
  };
};
