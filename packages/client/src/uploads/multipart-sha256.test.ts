import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSha256 } from './multipart-sha256.ts';

it('gives the digest of bytes of any length, however they are cut', () => {
  const bytes = randomBytes(70_000);
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 65_537, 70_000]) {
    for (const step of [1, 63, 64, 4096, 70_000]) {
      if (length / step > 2000) continue;
      const hash = createSha256();
      for (let at = 0; at < length; at += step) hash.update(bytes.subarray(at, Math.min(at + step, length)));
      const expected = createHash('sha256').update(bytes.subarray(0, length)).digest('hex');
      expect(hash.digest()).toBe(expected);
    }
  }
});

it('gives the digest of the standard’s own example', () => {
  const hash = createSha256();
  hash.update(new TextEncoder().encode('abc'));
  expect(hash.digest()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
