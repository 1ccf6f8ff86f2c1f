import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSha256, hashFile } from './hash-file.ts';

const { signal } = new AbortController();

it('gives the digest of the standard’s own example', () => {
  const hash = createSha256();
  hash.update(new TextEncoder().encode('abc'));
  expect(hash.digest()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it('reads a file to its end, in slices, and says how far it is', async () => {
  const bytes = randomBytes((9 << 20) + 7);
  const seen: number[] = [];
  const digest = await hashFile(new Blob([bytes]), { signal, onBytes: (so) => seen.push(so) });
  expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(seen).toEqual([4 << 20, 8 << 20, bytes.length]);
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const read = hashFile(new Blob([new Uint8Array(9 << 20)]), {
    ...{ signal: stop.signal, onBytes: () => stop.abort() },
  });
  await expect(read).rejects.toThrow('aborted');
});
