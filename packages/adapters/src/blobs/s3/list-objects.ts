import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import type { BlobInfo } from '@reelmill/engine/ports';
import { type Bucket, digestOfKey, uploadsPrefix } from './s3-bucket.ts';

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
  const { client, name, prefix } = bucket;
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix }),
  );
  const orphans = Uploads.filter(
    ({ Key, Initiated }) =>
      !Key?.startsWith(uploadsPrefix(bucket)) && nowMs - (Initiated?.getTime() ?? nowMs) >= orphanedAfterMs,
  );
  for (const { Key, UploadId } of orphans) {
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }));
  }
  return orphans.length;
};
