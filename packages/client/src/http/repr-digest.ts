import { hexToBytes } from '@noble/hashes/utils.js';
import type { Digest } from '@reelmill/core';

/** What a body is, as `Repr-Digest` says it (RFC 9530): the server keeps no other bytes. */
export const reprDigest = (sha256: Digest): string =>
  `sha-256=:${btoa(String.fromCharCode(...hexToBytes(sha256)))}:`;
