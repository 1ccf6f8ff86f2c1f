import { createHash } from 'node:crypto';

/** Bytes that another process of the same test can make again from their number. */
export const blobNumber = (number: number): { readonly bytes: Uint8Array; readonly digest: string } => {
  const bytes = Buffer.alloc((number * 7_919) % 60_000, `blob ${number};`);
  return { bytes, digest: createHash('sha256').update(bytes).digest('hex') };
};
