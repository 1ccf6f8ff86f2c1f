import {
  type ApiError,
  ApiErrorSchema,
  chunksOfPlaintext,
  ENCRYPTED_HEADER_BYTES,
  type EncryptedHeader,
  err,
  KEY_BYTES,
  ok,
  parseEncryptedHeader,
  type Result,
} from '@reelmill/core';
import { type ImportedKey, keyIdOf, openChunks } from './open-chunks.ts';

export interface EncryptedFileOptions {
  /** Of the encrypted file; whoever serves it must answer ranges. */
  readonly url: string;
  /** 32 bytes. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** Sent with every range, to whoever serves the file only to some. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
}

/** An encrypted file, read as what was encrypted. */
export interface EncryptedFile {
  readonly sizeBytes: number;
  /** Bytes `[start, end)` of the plaintext, cut to what there is. Fetches only the chunks that hold them. */
  read(start: number, end: number, signal?: AbortSignal): Promise<Result<Uint8Array<ArrayBuffer>, ApiError>>;
  /** The plaintext from `start` on, a megabyte at a time; errors with the sentence where a read would fail. */
  stream(start?: number): ReadableStream<Uint8Array<ArrayBuffer>>;
}

const STREAM_BYTES = 2 ** 20;

/**
 * Opens an encrypted file in a browser or Node. Fails with WRONG_KEY before anything is read with another file's or
 * another person's key, and with ENCRYPTED_FILE_DAMAGED where bytes were altered, moved or left out: no byte is given
 * that was not authenticated. Throws only for an abort the caller asked for.
 */
export const openEncrypted = async (
  options: EncryptedFileOptions,
): Promise<Result<EncryptedFile, ApiError>> => {
  if (options.key.length !== KEY_BYTES) return err(wrongKey);
  const head = await fetchRange(options, 0, ENCRYPTED_HEADER_BYTES);
  if (!head.ok) return head;
  const header = parseEncryptedHeader(head.value);
  if (!header) return err(damaged('This is not an encrypted file of Reelmill.'));
  const keyId = await keyIdOf(options.key);
  if (keyId.some((byte, index) => byte !== header.keyId[index])) return err(wrongKey);
  const key = await crypto.subtle.importKey('raw', options.key, 'AES-GCM', false, ['decrypt']);

  const read: EncryptedFile['read'] = (start, end, signal) =>
    readRange(options, { header, key }, start, end, signal);
  // A last chunk that opens proves the size, which the header only claims.
  const proof = await read(header.plaintextBytes - 1, header.plaintextBytes);
  if (!proof.ok) return proof;
  return ok({
    sizeBytes: header.plaintextBytes,
    read,
    stream: (start = 0) => streamOf(read, start, header.plaintextBytes),
  });
};

const readRange = async (
  options: EncryptedFileOptions,
  { header, key }: { readonly header: EncryptedHeader; readonly key: ImportedKey },
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<Result<Uint8Array<ArrayBuffer>, ApiError>> => {
  const from = Math.min(Math.max(0, start), header.plaintextBytes);
  const to = Math.min(Math.max(from, end), header.plaintextBytes);
  const span = chunksOfPlaintext(header, from, to);
  const { first, last } = span;
  const sealed = await fetchRange(options, first.sealedStart, last.sealedEnd, signal);
  if (!sealed.ok) return sealed;
  const plaintext = await openChunks(key, header, span, sealed.value);
  if (!plaintext) return err(damaged('The encrypted file is damaged or was tampered with.'));
  return ok(plaintext.subarray(from - first.plainStart, to - first.plainStart));
};

const streamOf = (
  read: EncryptedFile['read'],
  start: number,
  sizeBytes: number,
): ReadableStream<Uint8Array<ArrayBuffer>> => {
  const abort = new AbortController();
  let offset = start;
  return new ReadableStream({
    pull: async (controller) => {
      if (offset >= sizeBytes) return controller.close();
      // On the grid of megabytes, so that no chunk is fetched twice.
      const end = Math.min(sizeBytes, (Math.floor(offset / STREAM_BYTES) + 1) * STREAM_BYTES);
      const piece = await read(offset, end, abort.signal);
      if (!piece.ok) return controller.error(new Error(piece.error.message));
      offset = end;
      controller.enqueue(piece.value);
    },
    cancel: () => abort.abort(),
  });
};

const fetchRange = async (
  { url, ...options }: EncryptedFileOptions,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<Result<Uint8Array<ArrayBuffer>, ApiError>> => {
  const send = options.fetch ?? fetch;
  try {
    const response = await send(url, {
      headers: { ...options.headers, range: `bytes=${start}-${end - 1}` },
      ...(signal ? { signal } : {}),
    });
    if (response.status === 206) return ok(new Uint8Array(await response.arrayBuffer()));
    if (response.status === 416) return err(damaged('The encrypted file is shorter than it says.'));
    const parsed = ApiErrorSchema.safeParse(await response.json().catch(() => undefined));
    if (!response.ok && parsed.success) return err(parsed.data);
    return err({ code: 'INTERNAL', message: `The server answered a range with status ${response.status}.` });
  } catch (error) {
    if (signal?.aborted) throw error;
    return err({ code: 'SHUTTING_DOWN', message: 'Reelmill cannot be reached. Is it running?' });
  }
};

const wrongKey: ApiError = { code: 'WRONG_KEY', message: 'This is not the key of this file.' };
const damaged = (message: string): ApiError => ({ code: 'ENCRYPTED_FILE_DAMAGED', message });
