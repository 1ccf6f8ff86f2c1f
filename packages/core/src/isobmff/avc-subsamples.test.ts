import { expect, it } from 'vitest';
import { avcSubsamples } from './avc-subsamples.ts';

const [SLICE, KEYFRAME, SETTINGS] = [0x41, 0x65, 0x06];

/** A unit of a type and size behind its length. */
const unit = (type: number, sizeBytes: number): Uint8Array => {
  const bytes = new Uint8Array(4 + sizeBytes);
  new DataView(bytes.buffer).setUint32(0, sizeBytes);
  bytes[4] = type;
  return bytes;
};
const sample = (...units: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(units.flatMap((part) => [...part]));

it('encrypts the data of slices in whole blocks, and leaves their headers and everything else', () => {
  const subsamples = avcSubsamples(sample(unit(SETTINGS, 20), unit(KEYFRAME, 500), unit(SLICE, 200)));
  // 24 bytes of settings, a length, a header and what is less than a block; then the next slice.
  expect(subsamples).toEqual([
    { clearBytes: 24 + 4 + 32 + 4, encryptedBytes: 464 },
    { clearBytes: 4 + 96 + 8, encryptedBytes: 96 },
  ]);
});

it('covers every byte of a sample, however much of it is clear', () => {
  for (const bytes of [sample(unit(SLICE, 50)), sample(unit(SETTINGS, 150_000), unit(KEYFRAME, 100_000))]) {
    const subsamples = avcSubsamples(bytes) ?? [];
    const covered = subsamples.reduce((sum, part) => sum + part.clearBytes + part.encryptedBytes, 0);
    expect(covered).toBe(bytes.length);
    expect(Math.max(...subsamples.map(({ clearBytes }) => clearBytes))).toBeLessThan(2 ** 16);
  }
});

it('refuses what is not made of units behind their lengths', () => {
  expect(avcSubsamples(unit(SLICE, 100).subarray(0, 90))).toBeUndefined();
  expect(avcSubsamples(Uint8Array.of(0, 0, 0))).toBeUndefined();
});
