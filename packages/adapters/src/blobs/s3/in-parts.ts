import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3';
import type { Bucket } from './s3-bucket.ts';
import { isNoUpload } from './s3-errors.ts';

/** Makes an object of the parts that `send` sends, all of it at once or nothing. */
export const makeInParts = async (
  { client, name: Bucket }: Bucket,
  Key: string,
  send: (upload: {
    readonly Bucket: string;
    readonly Key: string;
    readonly UploadId: string | undefined;
  }) => Promise<CompletedPart[]>,
): Promise<void> => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const upload = { Bucket, Key, UploadId };
  try {
    const MultipartUpload = { Parts: await send(upload) };
    await client
      .send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }))
      // Joined, perhaps, by a try whose answer was lost: callers look at what is there afterwards.
      .catch((error: unknown) => {
        if (!isNoUpload(error)) throw error;
      });
  } catch (error) {
    // What stays behind when this fails too is swept with the other orphans.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
};
