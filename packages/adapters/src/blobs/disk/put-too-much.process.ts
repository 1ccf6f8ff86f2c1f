// Puts a small blob, then one that does not fit, then a small one again; prints how each went and what is left.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDiskBlobStore } from './open-disk-blob-store.ts';

const [folder = '', bigFile, bigDigest] = process.argv.slice(2);
const blobs = await openDiskBlobStore({ folder });
const codeOf = async (put: Promise<unknown>): Promise<string> => {
  try {
    await put;
    return 'stored';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

const outcomes = [
  await codeOf(blobs.putBytes(Buffer.from('small'))),
  await codeOf(blobs.putBytes(Buffer.alloc(4_000_000, 'too big'))),
];
if (bigFile && bigDigest) outcomes.push(await codeOf(blobs.putFile(bigFile, bigDigest)));
outcomes.push(await codeOf(blobs.putBytes(Buffer.from('small again'))));

const sizes: number[] = [];
for await (const blob of blobs.list()) sizes.push(blob.sizeBytes);
const leftovers = await readdir(join(folder, 'tmp'));
process.stdout.write(`${JSON.stringify({ outcomes, sizes: sizes.sort((a, b) => a - b), leftovers })}\n`);
