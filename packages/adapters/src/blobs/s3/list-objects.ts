import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import type { BlobInfo } from '@reelmill/engine/ports';
import { type Bucket, digestOfKey, uploadsPrefix } from './s3-bucket.ts';
import { isNoUpload } from './s3-errors.ts';

/** Every blob of the bucket, page by page. */
export const listObjects = async function* ({ client, name, prefix }: Bucket): AsyncGenerator<BlobInfo> {
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: name, Prefix: prefix, ContinuationToken }),
    );
    for (const object of page.Contents ?? []) {
      const digest = digestOfKey(object.Key ?? '');
      if (!digest) continue;
      // Whole seconds, as the header of a single object has them.
      const storedAtMs = Math.floor((object.LastModified?.getTime() ?? 0) / 1000) * 1000;
      yield { digest, sizeBytes: object.Size ?? 0, storedAtMs };
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
};

/** Longer than any upload of ours takes: other processes may be sending. */
const ORPHANED_AFTER_MS = 24 * 3600_000;

/**
 * Gives up multipart uploads that nobody finishes any more: their parts cost space and are in no list. Those of clients
 * have rows that say when they end.
 */
export const sweepOrphanedParts = async (
  bucket: Bucket,
  nowMs: number,
  orphanedAfterMs: number = ORPHANED_AFTER_MS,
): Promise<number> => {
  let swept = 0;
  for await (const { key, uploadId, sinceMs } of listMultipartUploads(bucket, bucket.prefix)) {
    if (key.startsWith(uploadsPrefix(bucket)) || nowMs - sinceMs < orphanedAfterMs) continue;
    await abortUpload(bucket, key, uploadId);
    swept += 1;
  }
  return swept;
};

/** Every upload in parts that is neither complete nor aborted, page by page. */
export const listMultipartUploads = async function* ({ client, name }: Bucket, Prefix: string) {
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  do {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket: name, Prefix, KeyMarker, UploadIdMarker }),
    );
    for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? []) {
      yield { key: Key, uploadId: UploadId, sinceMs: Initiated?.getTime() ?? Number.POSITIVE_INFINITY };
    }
    KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
    UploadIdMarker = page.NextUploadIdMarker;
  } while (KeyMarker !== undefined);
};

/** Also when somebody else did, or completed it. */
export const abortUpload = async ({ client, name }: Bucket, Key: string, UploadId: string): Promise<void> => {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }));
  } catch (error) {
    if (!isNoUpload(error)) throw error;
  }
};
