/**
 * The form of an encrypted file (docs/encrypted-files.md): a header, then chunks of plaintext, each sealed by itself with
 * AES-256-GCM, so that any of them can be read alone. A chunk's number and whether it is the last are its nonce, and the
 * header is authenticated with every chunk (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015):
 * chunks that were altered, moved, left out or put in do not open. All numbers are big-endian.
 *
 * | bytes | |
 * |---|---|
 * | 8 | `RMCRYPT` and the version, 1 |
 * | 4 | bytes of plaintext in a chunk; the last may have fewer |
 * | 8 | bytes of plaintext in all |
 * | 16 | names the key without telling it |
 */
export interface EncryptedHeader {
  readonly chunkBytes: number;
  readonly plaintextBytes: number;
  /** 16 bytes: `keyIdText` of the key, hashed and cut. */
  readonly keyId: Uint8Array;
}

export const ENCRYPTED_HEADER_BYTES = 36;
export const KEY_BYTES = 32;
export const KEY_ID_BYTES = 16;
/** What GCM adds to every chunk. */
export const TAG_BYTES = 16;
/** What we write. Readers take anything between the limits. */
export const CHUNK_BYTES = 65_536;

const LEAST_CHUNK_BYTES = 1024;
const MOST_CHUNK_BYTES = 16 * 2 ** 20;
const bytesOf = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));
const MAGIC = bytesOf('RMCRYPT');
const VERSION = 1;
const NONCE_BYTES = 12;

export const writeEncryptedHeader = (header: EncryptedHeader): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(ENCRYPTED_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, VERSION]);
  view.setUint32(8, header.chunkBytes);
  view.setBigUint64(12, BigInt(header.plaintextBytes));
  bytes.set(header.keyId, 20);
  return bytes;
};

/** Undefined when the bytes do not start an encrypted file of a version that is known here. */
export const parseEncryptedHeader = (bytes: Uint8Array): EncryptedHeader | undefined => {
  if (bytes.length < ENCRYPTED_HEADER_BYTES) return undefined;
  if ([...MAGIC, VERSION].some((byte, index) => bytes[index] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunkBytes = view.getUint32(8);
  const plaintextBytes = Number(view.getBigUint64(12));
  if (chunkBytes < LEAST_CHUNK_BYTES || chunkBytes > MOST_CHUNK_BYTES) return undefined;
  if (!Number.isSafeInteger(plaintextBytes) || plaintextBytes / chunkBytes > 2 ** 32) return undefined;
  return { chunkBytes, plaintextBytes, keyId: bytes.slice(20, ENCRYPTED_HEADER_BYTES) };
};

/** A chunk and where it lies. Ends are behind the last byte. */
export interface EncryptedChunk {
  /** Counted from 0. */
  readonly index: number;
  readonly isLast: boolean;
  readonly plainStart: number;
  readonly plainEnd: number;
  readonly sealedStart: number;
  readonly sealedEnd: number;
}

type Shape = Pick<EncryptedHeader, 'chunkBytes' | 'plaintextBytes'>;

/** Nothing is still one chunk: it proves that there is nothing. */
const chunkCount = ({ chunkBytes, plaintextBytes }: Shape): number =>
  Math.max(1, Math.ceil(plaintextBytes / chunkBytes));

/** Size of the whole encrypted file. */
export const encryptedFileBytes = (shape: Shape): number =>
  ENCRYPTED_HEADER_BYTES + shape.plaintextBytes + chunkCount(shape) * TAG_BYTES;

export const encryptedChunk = (shape: Shape, index: number): EncryptedChunk => {
  const { chunkBytes, plaintextBytes } = shape;
  const plainStart = index * chunkBytes;
  const plainEnd = Math.min(plaintextBytes, plainStart + chunkBytes);
  const sealedStart = ENCRYPTED_HEADER_BYTES + index * (chunkBytes + TAG_BYTES);
  const sealedEnd = sealedStart + plainEnd - plainStart + TAG_BYTES;
  return { index, isLast: index === chunkCount(shape) - 1, plainStart, plainEnd, sealedStart, sealedEnd };
};

/** Chunks behind each other. */
export interface ChunkSpan {
  readonly first: EncryptedChunk;
  readonly last: EncryptedChunk;
}

/** The chunks that hold `[start, end)` of the plaintext; one where that is nothing. */
export const chunksOfPlaintext = (shape: Shape, start: number, end: number): ChunkSpan =>
  spanOf(shape, start / shape.chunkBytes, end / shape.chunkBytes);

/** The chunks that hold `[start, end)` of the encrypted file behind its header. */
export const chunksOfSealed = (shape: Shape, start: number, end: number): ChunkSpan => {
  const sealedBytes = shape.chunkBytes + TAG_BYTES;
  const position = (offset: number) => Math.max(0, offset - ENCRYPTED_HEADER_BYTES) / sealedBytes;
  return spanOf(shape, position(start), position(end));
};

const spanOf = (shape: Shape, from: number, to: number): ChunkSpan => {
  const first = Math.min(Math.floor(from), chunkCount(shape) - 1);
  const last = Math.min(Math.max(first, Math.ceil(to) - 1), chunkCount(shape) - 1);
  return { first: encryptedChunk(shape, first), last: encryptedChunk(shape, last) };
};

/** One by one: a large file has millions. */
export function* chunksIn(shape: Shape, { first, last }: ChunkSpan): Generator<EncryptedChunk> {
  for (let index = first.index; index <= last.index; index += 1) yield encryptedChunk(shape, index);
}

/** Never the same for two chunks of a file, and a file has a key of its own. */
export const chunkNonce = ({ index, isLast }: EncryptedChunk): Uint8Array<ArrayBuffer> => {
  const nonce = new Uint8Array(NONCE_BYTES);
  const view = new DataView(nonce.buffer);
  view.setUint32(7, index);
  view.setUint8(11, isLast ? 1 : 0);
  return nonce;
};

/** What is hashed (SHA-256, the first 16 bytes) to name a key: one can tell that a key is the wrong one before reading. */
export const keyIdText = (key: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array([...bytesOf('reelmill encrypted file key id 1'), ...key]);

/**
 * What HKDF-SHA256 makes a file's key from, besides the secret: who may read it and what it holds. Whatever else decides
 * the bytes under the key is named too, so that no nonce ever meets two plaintexts.
 */
export const fileKeyInfo = (userId: string, digest: string): string =>
  `reelmill encrypted file ${VERSION}\n${CHUNK_BYTES}\n${digest}\n${userId}`;
