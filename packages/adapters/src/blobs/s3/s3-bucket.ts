import { S3Client } from '@aws-sdk/client-s3';
import type { Digest } from '@reelmill/core';

/** A bucket, and the part of it that is ours. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  /** In front of every key; empty or ending in a slash. */
  readonly prefix: string;
}

/** Where a bucket is, and who we are there. */
export interface BucketOptions {
  /** `https://s3.example.com`; undefined for Amazon's own. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `/bucket/key` instead of `bucket.host/key`, which self-hosted stores want. */
  readonly forcePathStyle: boolean;
  /** In front of every key; empty or ending in a slash. */
  readonly prefix?: string;
  /** After this long without a byte a connection counts as dead. */
  readonly idleMs?: number;
}

/** Tries of one request, with growing waits between them. */
const ATTEMPTS = 5;
const CONNECT_MS = 10_000;
/** Stores are silent while they join or copy (see COPY_BYTES). */
const IDLE_MS = 60_000;

/** Sends nothing yet. */
export const openBucket = (options: BucketOptions): Bucket => {
  const { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle } = options;
  const client = new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...{ region, forcePathStyle, maxAttempts: ATTEMPTS },
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: options.idleMs ?? IDLE_MS },
    // Stores other than Amazon's refuse or ignore the newer checksums; MD5 they all check.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return { client, name: options.bucket, prefix: options.prefix ?? '' };
};

/** In front of what clients are still sending; no blob is called so. */
export const uploadsPrefix = ({ prefix }: Pick<Bucket, 'prefix'>): string => `${prefix}uploads/`;

const DIGEST = /^[0-9a-f]{64}$/;

/** `<prefix>ab/cd/<digest>`. Throws on anything but a digest, which must never become part of a key. */
export const keyOf = ({ prefix }: Bucket, digest: Digest): string => {
  if (!DIGEST.test(digest)) throw new TypeError('not a digest');
  return `${prefix}${digest.slice(0, 2)}/${digest.slice(2, 4)}/${digest}`;
};

/** Undefined for what is not ours. */
export const digestOfKey = (key: string): Digest | undefined => {
  const last = key.slice(key.lastIndexOf('/') + 1);
  return DIGEST.test(last) ? last : undefined;
};
