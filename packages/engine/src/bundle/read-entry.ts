import { crc32 } from 'node:zlib';
import { err, ok, type Result } from '@reelmill/core';
import type { Entry, ZipFile } from 'yauzl';
import { nameOf } from './bundle-directory.ts';
import { invalid } from './invalid-bundle.ts';

/**
 * Unpacks one entry, handing its bytes to `take` as they come, and holds it to what the directory says: the name that
 * lies before the data, which displays that read from the front go by, the size and the checksum. Never gives `take` more
 * than the declared size; throws what the zip library or the disk throws.
 */
export const readEntry = async (
  zip: ZipFile,
  entry: Entry,
  take: (bytes: Uint8Array) => void = () => {},
): Promise<Result<void>> => {
  const name = nameOf(entry);
  const header = await zip.readLocalFileHeaderPromise(entry);
  if (!header.fileName.equals(entry.fileNameRaw)) {
    return err(invalid(`calls "${name}" something else where its bytes begin`));
  }
  if (header.compressionMethod !== entry.compressionMethod) {
    return err(invalid(`says two things about how "${name}" is compressed`));
  }
  const bytes = await zip.openReadStreamPromise(entry);
  let checksum = 0;
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
    checksum = crc32(chunk, checksum);
    take(chunk);
  }
  return checksum === entry.crc32
    ? ok(undefined)
    : err(invalid(`has "${name}" damaged: its checksum is wrong`));
};
