import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import {
  type CompletedPart,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Digest } from '@reelmill/core';
import { makeInParts } from './in-parts.ts';
import { type Bucket, keyOf } from './s3-bucket.ts';
import { isMissing } from './s3-errors.ts';

/** Above this a file is sent in parts; S3 takes up to 10,000 of them of at least 5 MiB. */
const PART_BYTES = 16 << 20;
const MOST_PARTS = 10_000;
const PARTS_AT_ONCE = 3;

/** One request; the store checks the bytes against their MD5 before it keeps them. */
export const putObject = async (bucket: Bucket, digest: Digest, bytes: Uint8Array): Promise<void> => {
  await bucket.client.send(
    new PutObjectCommand({
      Bucket: bucket.name,
      Key: keyOf(bucket, digest),
      Body: bytes,
      ContentLength: bytes.length,
      ContentMD5: md5(bytes),
    }),
  );
};

/** A file, in parts where it is large. Nothing is there before the last of them is. */
export const putLocalFile = async (
  bucket: Bucket,
  digest: Digest,
  path: string,
  sizeBytes: number,
  partBytes: number = PART_BYTES,
): Promise<void> => {
  const file = await open(path, 'r');
  try {
    if (sizeBytes <= partBytes) await putObject(bucket, digest, await readPart(file, 0, sizeBytes));
    else await putInParts(bucket, digest, file, sizeBytes, partBytes);
  } finally {
    await file.close();
  }
  await checkSize(bucket, digest, sizeBytes);
};

const putInParts = (
  bucket: Bucket,
  digest: Digest,
  file: FileHandle,
  sizeBytes: number,
  leastPartBytes: number,
): Promise<void> =>
  makeInParts(bucket, keyOf(bucket, digest), async (upload) => {
    const partBytes = Math.max(leastPartBytes, Math.ceil(sizeBytes / MOST_PARTS));
    const parts: CompletedPart[] = [];
    const count = Math.ceil(sizeBytes / partBytes);
    let next = 0;
    const sendParts = async (): Promise<void> => {
      while (next < count) {
        const index = next;
        next += 1;
        const start = index * partBytes;
        const bytes = await readPart(file, start, Math.min(partBytes, sizeBytes - start));
        const sent = await bucket.client.send(
          new UploadPartCommand({
            ...{ ...upload, PartNumber: index + 1, Body: bytes },
            ContentLength: bytes.length,
            ContentMD5: md5(bytes),
          }),
        );
        parts[index] = { PartNumber: index + 1, ETag: sent.ETag };
      }
    };
    // All of them end before the upload is given up, or a late part would outlive it.
    const ended = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, sendParts));
    for (const sender of ended) if (sender.status === 'rejected') throw sender.reason;
    return parts;
  });

/** A store may say yes to a request and keep something else: a lost part, a broken proxy. */
const checkSize = async (bucket: Bucket, digest: Digest, sizeBytes: number): Promise<void> => {
  const kept = await sizeOfObject(bucket, keyOf(bucket, digest));
  if (kept !== sizeBytes) throw new Error(`the object store kept ${kept} bytes of ${sizeBytes}`);
};

/** Undefined when it is not there. */
export const sizeOfObject = async ({ client, name }: Bucket, Key: string): Promise<number | undefined> => {
  try {
    return (await client.send(new HeadObjectCommand({ Bucket: name, Key }))).ContentLength;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const readPart = async (file: FileHandle, start: number, length: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new Error('the file was cut while it was sent');
    filled += bytesRead;
  }
  return bytes;
};

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');
