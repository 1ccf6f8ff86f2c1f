import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { UploadSource } from './upload-source.ts';

/** A SHA-256 that is fed piece by piece; `digest` gives it in hexadecimal. */
export interface Hash {
  update(bytes: Uint8Array): void;
  digest(): string;
}

/** In JavaScript, for browsers: their own takes whole files only. */
export const createSha256 = (): Hash => {
  const hash = sha256.create();
  return {
    update: (bytes) => hash.update(bytes),
    digest: () => bytesToHex(hash.digest()),
  };
};

/** What can be hashed: any file that is read in slices. */
export type HashSource = Pick<UploadSource, 'size' | 'slice'>;

export interface HashOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

const READ_BYTES = 4 << 20;

/** SHA-256 of a file in hexadecimal, a slice in memory at a time. Rejects with the signal's reason, or when the file cannot be read. */
export const hashFile = async (
  source: HashSource,
  { signal, onBytes }: HashOptions,
  hash: Hash = createSha256(),
): Promise<string> => {
  for (let start = 0; start < source.size; start += READ_BYTES) {
    signal.throwIfAborted();
    const end = Math.min(start + READ_BYTES, source.size);
    hash.update(new Uint8Array(await source.slice(start, end).arrayBuffer()));
    onBytes(end);
  }
  signal.throwIfAborted();
  return hash.digest();
};
