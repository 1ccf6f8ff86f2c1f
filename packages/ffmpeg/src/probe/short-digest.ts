import type { Hash } from 'node:crypto';

/** Enough to tell contents apart, also against somebody who makes files for it (a second preimage). */
const DIGEST_BYTES = 16;

export const shortDigest = (hash: Hash): string =>
  hash.digest().subarray(0, DIGEST_BYTES).toString('base64url');
