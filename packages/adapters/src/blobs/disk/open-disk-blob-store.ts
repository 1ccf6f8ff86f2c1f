import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from '@reelmill/engine/ports';
import { layoutOf } from './layout.ts';
import { blobInfo, listBlobs } from './list-blobs.ts';
import { createTmpNames, keepExisting, type PlaceContext, placeFile } from './place.ts';
import { createShardFolders } from './shard-folders.ts';
import { createSyncs } from './sync.ts';

/**
 * Blobs as read-only files `<folder>/ab/cd/<digest>`. The folder is made when it is absent and holds nothing else;
 * `storedAtMs` is the file's modification time. One process at a time (`lockDataFolder`).
 */
export const openDiskBlobStore = async (options: { readonly folder: string }): Promise<BlobStore> => {
  const layout = layoutOf(options.folder);
  const syncs = createSyncs();
  await mkdir(layout.tmp, { recursive: true });
  await syncs.folder(layout.folder);
  await syncs.folder(dirname(layout.folder));
  const context: PlaceContext = {
    layout,
    syncs,
    shardFolders: createShardFolders(syncs),
    nextTmpPath: createTmpNames(layout.tmp),
    rename,
  };

  return {
    putFile: (path, digest) => placeFile(context, path, digest),

    putBytes: async (bytes) => {
      // Off the event loop, which hashing a segment would hold up for milliseconds.
      const digest = Buffer.from(
        await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>),
      ).toString('hex');
      const kept = await keepExisting(context, digest, bytes.length);
      if (kept) return kept;
      const tmp = context.nextTmpPath();
      try {
        await writeFile(tmp, bytes, { flag: 'wx' });
        return await placeFile(context, tmp, digest);
      } catch (error) {
        await rm(tmp, { force: true });
        throw error;
      }
    },

    stat: async (digest) => blobInfo(layout.path(digest), digest),
    read: (digest, range) => createReadStream(layout.path(digest), range),
    addressOf: async () => undefined,

    localPath: async (digest) => {
      const path = layout.path(digest);
      return (await blobInfo(path, digest)) && path;
    },

    localRanges: async (digest) => {
      const path = layout.path(digest);
      return (await blobInfo(path, digest)) && { path, isWhole: true };
    },

    delete: async (digest) => {
      await rm(layout.path(digest), { force: true });
    },

    list: () => listBlobs(layout.folder),

    recover: async () => {
      const leftovers = await readdir(layout.tmp);
      await Promise.all(
        leftovers.map((name) => rm(join(layout.tmp, name), { recursive: true, force: true })),
      );
    },
  };
};
