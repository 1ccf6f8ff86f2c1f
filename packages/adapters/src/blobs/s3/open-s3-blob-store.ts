import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Digest } from '@reelmill/core';
import type { BlobInfo, BlobStore } from '@reelmill/engine/ports';
import { joined } from './byte-ranges.ts';
import { listObjects, sweepOrphanedParts } from './list-objects.ts';
import { openLocalCopies } from './local-copies.ts';
import { putLocalFile, putObject } from './put-object.ts';
import { readObject } from './read-object.ts';
import { type BucketOptions, keyOf, openBucket } from './s3-bucket.ts';
import { asSystemError, isMissing } from './s3-errors.ts';

export interface S3Options extends BucketOptions {
  /** Where copies for child processes are kept, best on the work folder's file system. */
  readonly cacheFolder: string;
  readonly cacheBytes: number;
}

/**
 * Blobs as objects `<prefix>ab/cd/<digest>` of a bucket that exists. `storedAtMs` is the object's modification time, which
 * a second put renews. Every put is checked by the store against its MD5, every local copy against its SHA-256.
 */
export const openS3BlobStore = async (options: S3Options): Promise<BlobStore> => {
  const bucket = openBucket(options);
  const { client } = bucket;
  const copies = await openLocalCopies({ folder: options.cacheFolder, maxBytes: options.cacheBytes });

  const find = async (digest: Digest): Promise<BlobInfo | undefined> => {
    try {
      const head = await client.send(
        new HeadObjectCommand({ Bucket: bucket.name, Key: keyOf(bucket, digest) }),
      );
      return {
        digest,
        sizeBytes: head.ContentLength ?? 0,
        storedAtMs: head.LastModified?.getTime() ?? 0,
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw asSystemError(error);
    }
  };
  const mustFind = async (digest: Digest): Promise<BlobInfo> => {
    const info = await find(digest);
    if (!info) throw asSystemError(new Error('an object was there and is gone'));
    return info;
  };

  const read: BlobStore['read'] = (digest, range) => readObject(bucket, keyOf(bucket, digest), range);

  return {
    putFile: async (path, digest) => {
      try {
        const { size } = await stat(path);
        await putLocalFile(bucket, digest, path, size);
      } catch (error) {
        throw asSystemError(error);
      }
      await copies.keep(digest, path);
      return mustFind(digest);
    },

    putBytes: async (bytes) => {
      const digest = createHash('sha256').update(bytes).digest('hex');
      try {
        await putObject(bucket, digest, bytes);
      } catch (error) {
        throw asSystemError(error);
      }
      return mustFind(digest);
    },

    stat: find,
    read,

    addressOf: (digest, { validSeconds, contentType, contentDisposition }) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          ...{ Bucket: bucket.name, Key: keyOf(bucket, digest) },
          ...{ ResponseContentType: contentType, ResponseContentDisposition: contentDisposition },
          ResponseCacheControl: 'private, no-store',
        }),
        { expiresIn: validSeconds },
      ),

    localPath: async (digest) => {
      const info = await find(digest);
      return info && copies.pathOf(digest, () => read(digest));
    },

    localRanges: async (digest, ranges) => {
      const info = await find(digest);
      if (!info) return undefined;
      const last = info.sizeBytes - 1;
      const wanted = ranges.map(({ start, end = last }) => ({ start, end: Math.min(end, last) }));
      const part = await copies.rangesOf(info, joined(wanted), (range) => read(digest, range));
      return part ?? { path: await copies.pathOf(digest, () => read(digest)), isWhole: true };
    },

    delete: async (digest) => {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: keyOf(bucket, digest) }));
      } catch (error) {
        if (!isMissing(error)) throw asSystemError(error);
      }
      await copies.delete(digest);
    },

    list: async function* () {
      try {
        yield* listObjects(bucket);
      } catch (error) {
        throw asSystemError(error);
      }
    },

    recover: async () => {
      await copies.recover();
      try {
        await sweepOrphanedParts(bucket, Date.now());
      } catch (error) {
        throw asSystemError(error);
      }
    },
  };
};
