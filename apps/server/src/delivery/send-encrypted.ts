import { createCipheriv, createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CHUNK_BYTES,
  chunkNonce,
  chunksIn,
  chunksOfSealed,
  ENCRYPTED_HEADER_BYTES,
  type EncryptedHeader,
  encryptedFileBytes,
  KEY_ID_BYTES,
  keyIdText,
  writeEncryptedHeader,
} from '@reelmill/core';
import type { BlobStore } from '@reelmill/engine/ports';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ASK_AGAIN, type Deliverable, sendBytes } from './send-blob.ts';

/**
 * Sends a blob encrypted, on the fly: nothing is kept for a user. Equal bytes and an equal key give an equal file, so
 * that ranges, resuming and ETags work as for any other (docs/decisions/0032).
 */
export const sendEncrypted = (
  request: FastifyRequest,
  reply: FastifyReply,
  blobs: BlobStore,
  { digest, sizeBytes, key }: Omit<Deliverable, 'mediaType'> & { readonly key: Uint8Array },
): FastifyReply => {
  const keyId = createHash('sha256').update(keyIdText(key)).digest().subarray(0, KEY_ID_BYTES);
  const header: EncryptedHeader = { chunkBytes: CHUNK_BYTES, plaintextBytes: sizeBytes, keyId };
  return sendBytes(request, reply, {
    etag: `"${digest}.${keyId.toString('hex')}"`,
    sizeBytes: encryptedFileBytes(header),
    mediaType: 'application/octet-stream',
    cacheControl: ASK_AGAIN,
    read: ({ start, end } = { start: 0, end: encryptedFileBytes(header) - 1 }) =>
      Readable.from(sealed(blobs, { digest, header, key }, start, end + 1), { objectMode: false }),
  });
};

interface Sealing {
  readonly digest: string;
  readonly header: EncryptedHeader;
  readonly key: Uint8Array;
}

/** Bytes `[start, end)` of the encrypted file. Holds one chunk at a time. */
async function* sealed(
  blobs: BlobStore,
  { digest, header, key }: Sealing,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const headerBytes = writeEncryptedHeader(header);
  if (start < ENCRYPTED_HEADER_BYTES) yield headerBytes.subarray(start, end);
  if (end <= ENCRYPTED_HEADER_BYTES) return;
  const span = chunksOfSealed(header, start, end);
  const [from, to] = [span.first.plainStart, span.last.plainEnd];
  const stream = from < to ? blobs.read(digest, { start: from, end: to - 1 }) : Readable.from([]);
  const nextPiece = inPieces(stream);
  try {
    for (const chunk of chunksIn(header, span)) {
      const piece = await nextPiece(chunk.plainEnd - chunk.plainStart);
      const cipher = createCipheriv('aes-256-gcm', key, chunkNonce(chunk)).setAAD(headerBytes);
      const bytes = Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
      yield bytes.subarray(Math.max(0, start - chunk.sealedStart), end - chunk.sealedStart);
    }
  } finally {
    stream.destroy();
  }
}

/** Reads a stream in pieces of the sizes asked for. */
const inPieces = (stream: AsyncIterable<Buffer>) => {
  const iterator = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return async (length: number): Promise<Buffer> => {
    const parts = [rest];
    let have = rest.length;
    while (have < length) {
      const next = await iterator.next();
      if (next.done) throw new Error('the blob ended before its size');
      parts.push(next.value);
      have += next.value.length;
    }
    const all = Buffer.concat(parts);
    rest = all.subarray(length);
    return all.subarray(0, length);
  };
};
