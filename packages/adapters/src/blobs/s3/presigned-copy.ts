import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { sizeOfObject } from './put-object.ts';
import type { Bucket } from './s3-bucket.ts';
import { isNoUpload } from './s3-errors.ts';

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
  const target = { Bucket, Key: to };
  if (sizeBytes <= copyBytes) await client.send(new CopyObjectCommand({ ...target, CopySource }));
  else await copyInParts(bucket, { ...target, CopySource }, sizeBytes, copyBytes);
  const copied = await sizeOfObject(bucket, to);
  if (copied !== sizeBytes) throw new Error(`the object store copied ${copied} bytes of ${sizeBytes}`);
};

const copyInParts = async (
  { client }: Bucket,
  { CopySource, ...target }: { readonly Bucket: string; readonly Key: string; readonly CopySource: string },
  sizeBytes: number,
  copyBytes: number,
): Promise<void> => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  try {
    const Parts: CompletedPart[] = [];
    for (let start = 0; start < sizeBytes; start += copyBytes) {
      const end = Math.min(start + copyBytes, sizeBytes) - 1;
      const PartNumber = Parts.length + 1;
      const range = { CopySource, CopySourceRange: `bytes=${start}-${end}` };
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ ...target, ...range, UploadId, PartNumber }),
      );
      Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    await client
      .send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }))
      // Joined, perhaps, by a try whose answer was lost: what is there is looked at afterwards.
      .catch((error: unknown) => {
        if (!isNoUpload(error)) throw error;
      });
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => undefined);
    throw error;
  }
};
