import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chunkNonce,
  chunksIn,
  chunksOfPlaintext,
  chunksOfSealed,
  ENCRYPTED_HEADER_BYTES,
  encryptedFileBytes,
  parseEncryptedHeader,
  writeEncryptedHeader,
} from './encrypted-file.ts';

const shapes = fc.record({
  chunkBytes: fc.integer({ min: 1024, max: 5000 }),
  plaintextBytes: fc.integer({ min: 0, max: 40_000 }),
});

describe('an encrypted file', () => {
  it('has a header that reads back, and nothing else passes for one', () => {
    const header = { chunkBytes: 65_536, plaintextBytes: 2 ** 40 + 3, keyId: new Uint8Array(16).fill(7) };
    const bytes = writeEncryptedHeader(header);
    expect(bytes).toHaveLength(ENCRYPTED_HEADER_BYTES);
    expect(parseEncryptedHeader(bytes)).toEqual(header);
    expect(parseEncryptedHeader(bytes.subarray(0, 35))).toBeUndefined();
    expect(parseEncryptedHeader(bytes.with(7, 2))).toBeUndefined();
    expect(parseEncryptedHeader(bytes.with(8, 255))).toBeUndefined();
  });

  it('is chunks behind each other, up to its last byte, whichever way it is asked for', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const whole = chunksOfPlaintext(shape, 0, shape.plaintextBytes);
        expect(whole).toEqual(chunksOfSealed(shape, 0, encryptedFileBytes(shape)));
        const chunks = [...chunksIn(shape, whole)];
        let [plain, sealed] = [0, ENCRYPTED_HEADER_BYTES];
        for (const chunk of chunks) {
          expect([chunk.plainStart, chunk.sealedStart]).toEqual([plain, sealed]);
          [plain, sealed] = [chunk.plainEnd, chunk.sealedEnd];
        }
        expect([plain, sealed]).toEqual([shape.plaintextBytes, encryptedFileBytes(shape)]);
        expect(chunks.map((chunk) => chunk.isLast)).toEqual(chunks.map((_, at) => at === chunks.length - 1));
        expect(new Set(chunks.map((chunk) => chunkNonce(chunk).join())).size).toBe(chunks.length);
      }),
    );
  });

  it('gives for any range the fewest chunks that hold it', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.nat(), (shape, a, b) => {
        fc.pre(shape.plaintextBytes > 0);
        const start = a % shape.plaintextBytes;
        const end = start + 1 + (b % (shape.plaintextBytes - start));
        const { first, last } = chunksOfPlaintext(shape, start, end);
        expect(first.plainStart <= start && start < first.plainEnd).toBe(true);
        expect(last.plainStart < end && end <= last.plainEnd).toBe(true);
      }),
    );
  });
});
