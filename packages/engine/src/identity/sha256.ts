import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Digest, Fingerprint } from '@reelmill/core';
import { type FingerprintRecord, fingerprintText } from '@reelmill/core';

export const sha256OfBytes = (bytes: Uint8Array | string): Digest =>
  createHash('sha256').update(bytes).digest('hex');

/** Off the event loop, which hashing a segment would hold up for milliseconds. */
export const sha256OfSegment = async (bytes: Uint8Array): Promise<Digest> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');

/** Reads the file once, in constant memory. */
export const sha256OfFile = async (path: string, signal?: AbortSignal): Promise<Digest> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
};

export const fingerprintOf = (record: FingerprintRecord): { text: string; fingerprint: Fingerprint } => {
  const text = fingerprintText(record);
  return { text, fingerprint: sha256OfBytes(text) as string as Fingerprint };
};
