import { createHash } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import { DeleteObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ObjectSource } from '@reelmill/engine/ports';
import { copyObject } from './presigned-copy.ts';
import { sizeOfObject } from './put-object.ts';
import { readObject } from './read-object.ts';
import {
  type Bucket,
  type BucketOptions,
  digestOfKey,
  keyOf,
  openBucket,
  uploadsPrefix,
} from './s3-bucket.ts';
import { isMissing, reached } from './s3-errors.ts';

/**
 * Objects of the bucket whose keys begin with `importPrefix`, which is not empty and ends in a slash. Blobs and uploads are
 * never among them. A copy is held as `<prefix>imports/<id>`.
 */
export const openS3ObjectSource = (
  options: BucketOptions & { readonly importPrefix: string },
): ObjectSource => {
  const bucket = openBucket(options);
  const { client, name: Bucket } = bucket;
  const heldKey = (id: string): string => `${heldPrefix(bucket)}${id}`;

  const head = async (Key: string) => {
    try {
      const { ContentLength = 0, ETag = '' } = await client.send(new HeadObjectCommand({ Bucket, Key }));
      return { sizeBytes: ContentLength, etag: ETag };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };

  return {
    stat: (key) =>
      reached(async () => (mayImport(bucket, options.importPrefix, key) ? await head(key) : undefined)),

    hold: (id, key, etag) =>
      reached(async () => {
        const before = await head(key);
        if (before?.etag !== etag) return false;
        await copyObject(bucket, key, heldKey(id), before.sizeBytes);
        // Of an object in parts only each part is copied at once.
        return (await head(key))?.etag === etag;
      }),

    digestOf: (id, { signal, onBytes }) =>
      reached(async () => {
        const hash = createHash('sha256');
        let sizeBytes = 0;
        const body = addAbortSignal(signal, readObject(bucket, heldKey(id)));
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          onBytes(sizeBytes);
        }
        return hash.digest('hex');
      }),

    place: (id, digest) =>
      reached(async () => {
        const sizeBytes = (await sizeOfObject(bucket, heldKey(id))) ?? 0;
        if ((await sizeOfObject(bucket, keyOf(bucket, digest))) === sizeBytes) return;
        await copyObject(bucket, heldKey(id), keyOf(bucket, digest), sizeBytes);
      }),

    discard: (id) =>
      reached(async () => {
        await client.send(new DeleteObjectCommand({ Bucket, Key: heldKey(id) }));
      }),

    list: async function* () {
      const Prefix = heldPrefix(bucket);
      let ContinuationToken: string | undefined;
      do {
        const asked = new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken });
        const page = await reached(() => client.send(asked));
        for (const { Key = '' } of page.Contents ?? []) yield { id: Key.slice(Prefix.length) };
        ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (ContinuationToken !== undefined);
    },
  };
};

const heldPrefix = ({ prefix }: Bucket): string => `${prefix}imports/`;

/** Dots and empty names are folded away by whatever takes a key for a path, and would lead elsewhere. */
const mayImport = (bucket: Bucket, importPrefix: string, key: string): boolean => {
  const ours = [uploadsPrefix(bucket), heldPrefix(bucket)].some((prefix) => key.startsWith(prefix));
  const names = key.slice(importPrefix.length).split('/');
  return (
    key.startsWith(importPrefix) &&
    !ours &&
    digestOfKey(key) === undefined &&
    names.every((name) => name !== '' && name !== '.' && name !== '..')
  );
};
