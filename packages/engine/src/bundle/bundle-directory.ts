import { err, ok, type Result } from '@reelmill/core';
import type { Entry, ZipFile } from 'yauzl';
import { invalid } from './invalid-bundle.ts';

/** What the directory of a bundle says it holds. */
export interface BundleDirectory {
  readonly frameCount: number;
  readonly metadata: Entry;
}

export const METADATA = 'metadata.json';
const FRAME = /^frame_(\d{6})\.rgb$/;
const MOST_ENTRIES = 1_000_000;
/** More is not read as JSON. */
const MOST_METADATA_BYTES = 64 << 10;

const STORED = 0;
const DEFLATED = 8;
/** Info-ZIP's other name of an entry, which some readers believe rather than the first. */
const UNICODE_PATH = 0x7075;
const FILE_TYPE = 0o170000;
const REGULAR_FILE = 0o100000;

/**
 * Reads every name and every promise of the directory, and none of the data. Frames are numbered without a gap, nothing
 * is there twice, and nothing else is there: so no name can lead out of a folder.
 */
export const readDirectory = async (zip: ZipFile, sizeBytes: number): Promise<Result<BundleDirectory>> => {
  if (zip.entryCount > MOST_ENTRIES) return err(invalid(`holds more than ${MOST_ENTRIES} files`));
  const seen = new Uint8Array(zip.entryCount + 1);
  let [metadata, frameCount, packedBytes]: [Entry | undefined, number, number] = [undefined, 0, 0];
  for await (const entry of zip.eachEntry()) {
    const problem = problemOf(entry);
    if (problem !== undefined) return err(invalid(problem));
    packedBytes += entry.compressedSize;
    const name = nameOf(entry);
    if (name === METADATA) {
      if (metadata) return err(invalid(`has "${METADATA}" twice`));
      metadata = entry;
      continue;
    }
    const number = Number(FRAME.exec(name)?.[1]);
    // Also what is no frame at all: its number is NaN.
    if (!(number >= 1))
      return err(invalid(`holds ${quoted(name)}, which is neither a frame nor "${METADATA}"`));
    if (seen[number] === 1) return err(invalid(`has "${name}" twice`));
    seen[number] = 1;
    frameCount += 1;
  }
  if (!metadata) return err(invalid(`has no "${METADATA}"`));
  if (metadata.uncompressedSize > MOST_METADATA_BYTES) return err(invalid(`has too large a "${METADATA}"`));
  const missing = seen.subarray(1, frameCount + 1).indexOf(0);
  if (missing >= 0) return err(invalid(`has no "${frameName(missing + 1)}"`));
  // Entries that share their bytes unpack to many times what any one of them could.
  if (packedBytes > sizeBytes) return err(invalid('has files that lie over each other'));
  return ok({ frameCount, metadata });
};

const problemOf = (entry: Entry): string | undefined => {
  const name = quoted(nameOf(entry));
  if (entry.isEncrypted()) return `has ${name} encrypted`;
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    return `has ${name} compressed in a way that is not read; store or deflate it`;
  }
  if (entry.extraFields.some(({ id }) => id === UNICODE_PATH)) return `gives ${name} two names`;
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== REGULAR_FILE) return `has ${name} as a link or a folder`;
  return undefined;
};

/** Byte for byte: only ASCII names are accepted. */
export const nameOf = (entry: Pick<Entry, 'fileNameRaw'>): string => entry.fileNameRaw.toString('latin1');

export const frameName = (number: number): string => `frame_${String(number).padStart(6, '0')}.rgb`;

const quoted = (name: string): string => JSON.stringify(name.slice(0, 80));
