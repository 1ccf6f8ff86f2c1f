import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { KeptPart, PartStore, PartUpload } from '@reelmill/engine/ports';
import { abortUpload, listMultipartUploads } from './list-objects.ts';
import { copyObject } from './presigned-copy.ts';
import { sizeOfObject } from './put-object.ts';
import { readObject } from './read-object.ts';
import { type Bucket, type BucketOptions, keyOf, openBucket, uploadsPrefix } from './s3-bucket.ts';
import { asSystemError, isMissing, isNoUpload, reached } from './s3-errors.ts';

/**
 * Parts that clients PUT straight into the bucket, at addresses signed for one part of one size. They become an object
 * `<prefix>uploads/<id>`, and a copy of it the blob.
 */
export const openS3PartStore = (options: BucketOptions): PartStore => {
  const bucket = openBucket(options);
  const { client, name } = bucket;
  const keyOfUpload = (id: string): string => `${uploadsPrefix(bucket)}${id}`;
  const objectOf = (id: string) => ({ Bucket: name, Key: keyOfUpload(id) });
  const sent = ({ id, handle }: PartUpload) => ({ ...objectOf(id), UploadId: handle });

  const parts = async (upload: PartUpload): Promise<readonly KeptPart[]> => {
    const kept: KeptPart[] = [];
    let after: string | undefined;
    do {
      const page = await client.send(new ListPartsCommand({ ...sent(upload), PartNumberMarker: after }));
      for (const { PartNumber = 0, Size = 0, ETag = '' } of page.Parts ?? []) {
        kept.push({ number: PartNumber, sizeBytes: Size, etag: ETag.replaceAll('"', '') });
      }
      after = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (after !== undefined);
    return kept;
  };

  const isJoined = async (id: string): Promise<boolean> =>
    (await sizeOfObject(bucket, keyOfUpload(id))) !== undefined;

  return {
    open: (id) =>
      reached(async () => {
        const { UploadId } = await client.send(new CreateMultipartUploadCommand(objectOf(id)));
        if (UploadId === undefined) throw new Error('the object store gave the upload no name');
        return UploadId;
      }),

    addressOf: (upload, number, validSeconds) => {
      const start = (number - 1) * upload.partBytes;
      const ContentLength = Math.min(upload.partBytes, upload.sizeBytes - start);
      return getSignedUrl(
        client,
        new UploadPartCommand({ ...sent(upload), PartNumber: number, ContentLength }),
        // In the signature, so that no part can be larger than it should be.
        { expiresIn: validSeconds, signableHeaders: new Set(['host', 'content-length']) },
      );
    },

    put: () => Promise.resolve(undefined),

    parts: (upload) =>
      reached(async () => {
        try {
          return await parts(upload);
        } catch (error) {
          // Joined already.
          if (isMissing(error)) return [];
          throw error;
        }
      }),

    join: (upload) =>
      reached(async () => {
        // The answer to an earlier request may have been lost with the process that waited for it.
        if (!(await isJoined(upload.id))) {
          const Parts = (await parts(upload)).map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
          await client
            .send(new CompleteMultipartUploadCommand({ ...sent(upload), MultipartUpload: { Parts } }))
            .catch(async (error: unknown) => {
              if (!isNoUpload(error) || !(await isJoined(upload.id))) throw error;
            });
        }
        return digestOf(bucket, keyOfUpload(upload.id));
      }),

    place: ({ id, sizeBytes }, digest) =>
      reached(async () => {
        if (await isJoined(id)) await copyObject(bucket, keyOfUpload(id), keyOf(bucket, digest), sizeBytes);
      }),

    discard: (id) =>
      reached(async () => {
        for await (const upload of openUploads(bucket)) {
          if (upload.id === id) await abortUpload(bucket, keyOfUpload(id), upload.handle);
        }
        await client.send(new DeleteObjectCommand(objectOf(id)));
      }),

    list: async function* () {
      try {
        yield* openUploads(bucket);
        yield* joinedUploads(bucket);
      } catch (error) {
        throw asSystemError(error);
      }
    },
  };
};

/** What a client is sending parts of. */
const openUploads = async function* (bucket: Bucket) {
  const Prefix = uploadsPrefix(bucket);
  for await (const { key, uploadId, sinceMs } of listMultipartUploads(bucket, Prefix)) {
    yield { id: key.slice(Prefix.length), handle: uploadId, sinceMs };
  }
};

/** What was joined and not removed yet. */
const joinedUploads = async function* (bucket: Bucket) {
  const Prefix = uploadsPrefix(bucket);
  let ContinuationToken: string | undefined;
  do {
    const page = await bucket.client.send(
      new ListObjectsV2Command({ Bucket: bucket.name, Prefix, ContinuationToken }),
    );
    for (const { Key = '', LastModified } of page.Contents ?? []) {
      yield { id: Key.slice(Prefix.length), sinceMs: LastModified?.getTime() ?? 0 };
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
};

const digestOf = async (bucket: Bucket, key: string) => {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of readObject(bucket, key) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { digest: hash.digest('hex'), sizeBytes };
};
