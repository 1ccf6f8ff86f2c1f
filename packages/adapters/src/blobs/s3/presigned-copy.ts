import { type CompletedPart, CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import { makeInParts } from './in-parts.ts';
import { sizeOfObject } from './put-object.ts';
import type { Bucket } from './s3-bucket.ts';

/** S3 would copy 5 GiB in one request; what a store is silent over must end before the connection counts as dead. */
const COPY_BYTES = 256 << 20;

/** Gives an object a second name inside the bucket, without its bytes passing through here. */
export const copyObject = async (
  bucket: Bucket,
  from: string,
  to: string,
  sizeBytes: number,
  copyBytes: number = COPY_BYTES,
): Promise<void> => {
  const { client, name: Bucket } = bucket;
  const CopySource = `${Bucket}/${encodeURIComponent(from).replaceAll('%2F', '/')}`;
  if (sizeBytes <= copyBytes) await client.send(new CopyObjectCommand({ Bucket, Key: to, CopySource }));
  else await copyInParts(bucket, { Key: to, CopySource }, sizeBytes, copyBytes);
  const copied = await sizeOfObject(bucket, to);
  if (copied !== sizeBytes) throw new Error(`the object store copied ${copied} bytes of ${sizeBytes}`);
};

const copyInParts = (
  bucket: Bucket,
  { Key, CopySource }: { readonly Key: string; readonly CopySource: string },
  sizeBytes: number,
  copyBytes: number,
): Promise<void> =>
  makeInParts(bucket, Key, async (upload) => {
    const parts: CompletedPart[] = [];
    for (let start = 0; start < sizeBytes; start += copyBytes) {
      const end = Math.min(start + copyBytes, sizeBytes) - 1;
      const PartNumber = parts.length + 1;
      const range = { CopySource, CopySourceRange: `bytes=${start}-${end}` };
      const { CopyPartResult } = await bucket.client.send(
        new UploadPartCopyCommand({ ...upload, ...range, PartNumber }),
      );
      parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    return parts;
  });
