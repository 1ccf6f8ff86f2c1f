import {
  type ChunkSpan,
  chunkNonce,
  chunksIn,
  type EncryptedHeader,
  KEY_ID_BYTES,
  keyIdText,
  TAG_BYTES,
  writeEncryptedHeader,
} from '@reelmill/core';

/** Names the key as headers do. */
export const keyIdOf = async (key: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', keyIdText(key))).subarray(0, KEY_ID_BYTES);

/** By any name: browsers and Node have it under two. */
export type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/**
 * Opens sealed chunks that lie behind each other, with the web platform's own AES-GCM. Undefined when one of them, or the
 * header, is not what was sealed under this key.
 */
export const openChunks = async (
  key: ImportedKey,
  header: EncryptedHeader,
  span: ChunkSpan,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const { first, last } = span;
  if (sealed.length !== last.sealedEnd - first.sealedStart) return undefined;
  const additionalData = writeEncryptedHeader(header);
  const plaintext = new Uint8Array(last.plainEnd - first.plainStart);
  try {
    for (const chunk of chunksIn(header, span)) {
      const bytes = sealed.subarray(
        chunk.sealedStart - first.sealedStart,
        chunk.sealedEnd - first.sealedStart,
      );
      const algorithm = { name: 'AES-GCM', iv: chunkNonce(chunk), additionalData, tagLength: TAG_BYTES * 8 };
      const opened = await crypto.subtle.decrypt(algorithm, key, bytes);
      plaintext.set(new Uint8Array(opened), chunk.plainStart - first.plainStart);
    }
  } catch {
    // OperationError is all WebCrypto says of a tag that does not fit.
    return undefined;
  }
  return plaintext;
};
