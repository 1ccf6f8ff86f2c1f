import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import {
  chunkNonce,
  chunksIn,
  chunksOfPlaintext,
  ENCRYPTED_HEADER_BYTES,
  keyIdText,
  writeEncryptedHeader,
} from '@reelmill/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEncrypted } from './open-encrypted.ts';

const CHUNK_BYTES = 1024;
const SEALED_BYTES = CHUNK_BYTES + 16;

/** Encrypted by OpenSSL, not by what is tested. */
const seal = (plaintext: Uint8Array, key: Uint8Array): Uint8Array<ArrayBuffer> => {
  const keyId = createHash('sha256').update(keyIdText(key)).digest().subarray(0, 16);
  const header = { chunkBytes: CHUNK_BYTES, plaintextBytes: plaintext.length, keyId };
  const headerBytes = writeEncryptedHeader(header);
  const whole = chunksOfPlaintext(header, 0, plaintext.length);
  const chunks = [...chunksIn(header, whole)].map((chunk) => {
    const cipher = createCipheriv('aes-256-gcm', key, chunkNonce(chunk)).setAAD(headerBytes);
    return [
      cipher.update(plaintext.subarray(chunk.plainStart, chunk.plainEnd)),
      cipher.final(),
      cipher.getAuthTag(),
    ];
  });
  return new Uint8Array(Buffer.concat([headerBytes, ...chunks.flat()]));
};

/** Answers ranges of these bytes, as any file server does, and remembers them. */
const serving = (bytes: Uint8Array<ArrayBuffer>, asked: string[] = []): typeof fetch =>
  (async (_url: string, init: { headers: { range: string } }) => {
    asked.push(init.headers.range);
    const [, start = 0, end = 0] = (/=(\d+)-(\d+)/.exec(init.headers.range) ?? []).map(Number);
    if (start >= bytes.length) return new Response(null, { status: 416 });
    return new Response(bytes.subarray(start, end + 1), { status: 206 });
  }) as unknown as typeof fetch;

const key = new Uint8Array(randomBytes(32));
const url = 'http://files.example/a';
const open = async (bytes: Uint8Array<ArrayBuffer>) => {
  const opened = await openEncrypted({ url, key, fetch: serving(bytes) });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
};
const plaintextOf = (length: number) => new Uint8Array(randomBytes(length));
const problemOf = async (bytes: Uint8Array<ArrayBuffer>, length: number): Promise<string> => {
  const opened = await openEncrypted({ url, key, fetch: serving(bytes) });
  if (!opened.ok) return opened.error.code;
  const read = await opened.value.read(0, length);
  return read.ok ? 'nothing' : read.error.code;
};

describe('an encrypted file', () => {
  it('gives any range alone, bit for bit', async () => {
    const plaintext = plaintextOf(10 * CHUNK_BYTES + 7);
    const file = await open(seal(plaintext, key));
    expect(file.sizeBytes).toBe(plaintext.length);
    await fc.assert(
      fc.asyncProperty(fc.nat(plaintext.length), fc.nat(plaintext.length), async (start, end) => {
        const read = await file.read(start, end);
        expect(read.ok && Buffer.from(read.value)).toEqual(Buffer.from(plaintext.subarray(start, end)));
      }),
    );
  });

  it.each([0, 1, CHUNK_BYTES, 3 * CHUNK_BYTES, 2 ** 21 + 1])('of %i bytes streams whole', async (length) => {
    const plaintext = plaintextOf(length);
    const streamed = await new Response((await open(seal(plaintext, key))).stream()).bytes();
    expect(Buffer.from(streamed).equals(plaintext)).toBe(true);
  });

  it('is fetched by the chunks that are needed, and no more', async () => {
    const asked: string[] = [];
    const sealed = seal(plaintextOf(10 * CHUNK_BYTES), key);
    const opened = await openEncrypted({ url, key, fetch: serving(sealed, asked) });
    asked.length = 0;
    await (opened.ok && opened.value.read(2 * CHUNK_BYTES + 5, 3 * CHUNK_BYTES + 5));
    const from = ENCRYPTED_HEADER_BYTES + 2 * SEALED_BYTES;
    expect(asked).toEqual([`bytes=${from}-${from + 2 * SEALED_BYTES - 1}`]);
  });

  it('refuses another key', async () => {
    const other = new Uint8Array(randomBytes(32));
    expect(await problemOf(seal(plaintextOf(5000), other), 5000)).toBe('WRONG_KEY');
    // One that only names itself as ours.
    const sealed = seal(plaintextOf(5000), other);
    sealed.set(seal(new Uint8Array(5000), key).subarray(0, ENCRYPTED_HEADER_BYTES));
    expect(await problemOf(sealed, 5000)).toBe('ENCRYPTED_FILE_DAMAGED');
  });

  it('notices any byte that was altered', async () => {
    const length = 4 * CHUNK_BYTES + 100;
    const sealed = seal(plaintextOf(length), key);
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const altered = sealed.slice();
        altered[at] = (altered[at] ?? 0) ^ flip;
        expect(await problemOf(altered, length)).not.toBe('nothing');
      }),
    );
  });

  it('notices chunks that were moved, doubled, left out or taken from another file', async () => {
    const length = 4 * CHUNK_BYTES;
    const sealed = seal(plaintextOf(length), key);
    const chunk = (index: number) =>
      sealed.subarray(
        ENCRYPTED_HEADER_BYTES + index * SEALED_BYTES,
        ENCRYPTED_HEADER_BYTES + (index + 1) * SEALED_BYTES,
      );
    const head = sealed.subarray(0, ENCRYPTED_HEADER_BYTES);
    const otherHead = seal(plaintextOf(2 * CHUNK_BYTES), key).subarray(0, ENCRYPTED_HEADER_BYTES);
    const orders: readonly (readonly number[])[] = [
      [1, 0, 2, 3],
      [0, 0, 2, 3],
      [0, 2, 3],
      [0, 1, 2],
      [0, 3],
    ];
    for (const order of orders) {
      const forged = new Uint8Array(Buffer.concat([head, ...order.map(chunk)]));
      expect(await problemOf(forged, length)).toBe('ENCRYPTED_FILE_DAMAGED');
    }
    // Cut off, with a header that says so.
    const shortened = new Uint8Array(Buffer.concat([otherHead, chunk(0), chunk(1)]));
    expect(await problemOf(shortened, length)).toBe('ENCRYPTED_FILE_DAMAGED');
  });

  it('says plainly when there is no encrypted file', async () => {
    expect(await problemOf(plaintextOf(200), 5)).toBe('ENCRYPTED_FILE_DAMAGED');
    const ignoresRanges = (async () => new Response('all of it')) as unknown as typeof fetch;
    expect(await openEncrypted({ url, key, fetch: ignoresRanges })).toMatchObject({
      ok: false,
      error: { message: 'The server answered a range with status 200.' },
    });
  });
});
