import type { S3Client } from '@aws-sdk/client-s3';
import type { Digest } from '@reelmill/core';

/** A bucket, and the part of it that is ours. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  /** In front of every key; empty or ending in a slash. */
  readonly prefix: string;
}

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
