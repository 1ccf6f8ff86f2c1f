// Puts blobs into the folder it is given until it is killed, and prints each number once its blob is acknowledged.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blobNumber } from './numbered-blob.ts';
import { openDiskBlobStore } from './open-disk-blob-store.ts';

const [folder = '', workFolder = '', first = '0'] = process.argv.slice(2);
const blobs = await openDiskBlobStore({ folder });

let next = Number(first);
const putOneAfterTheOther = async (): Promise<never> => {
  for (;;) {
    const number = next;
    next += 1;
    const { bytes, digest } = blobNumber(number);
    if (number % 2 === 0) {
      await blobs.putBytes(bytes);
    } else {
      const path = join(workFolder, String(number));
      await writeFile(path, bytes);
      await blobs.putFile(path, digest);
    }
    process.stdout.write(`${number} .\n`);
  }
};
await Promise.all([putOneAfterTheOther(), putOneAfterTheOther(), putOneAfterTheOther()]);
