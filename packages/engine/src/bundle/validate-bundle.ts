import { open } from 'node:fs/promises';
import { type BundleMetadata, BundleMetadataSchema, err, failure, ok, type Result } from '@reelmill/core';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import { failureOfSystemError } from '../run/system-error.ts';
import { type BundleDirectory, METADATA, nameOf, readDirectory } from './bundle-directory.ts';
import { invalid } from './invalid-bundle.ts';
import { readEntry } from './read-entry.ts';

const BYTES_PER_PIXEL = 2;

/** What a bundle may unpack to. */
export interface BundleLimits {
  readonly maxUnpackedBytes: number;
  /** Unpacked to packed. Pictures of one colour shrink a thousandfold, so small bundles may have any. */
  readonly maxRatio: number;
  readonly anyRatioBelowBytes: number;
}

const DEFAULT_LIMITS: BundleLimits = {
  maxUnpackedBytes: 16 * 2 ** 30,
  maxRatio: 100,
  anyRatioBelowBytes: 64 << 20,
};

/**
 * Whether a zip that a client made is a bundle of RGB565 frames as docs/outputs/frames.md describes it, and what its
 * `metadata.json` says. Every byte is unpacked and thrown away, one piece in memory at a time; nothing is written.
 * BUNDLE_INVALID says what is wrong with it (docs/decisions/0047).
 */
export const validateBundle = async (
  path: string,
  signal: AbortSignal,
  limits: BundleLimits = DEFAULT_LIMITS,
): Promise<Result<BundleMetadata>> => {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const first = await openZip(file.fd);
    const directory = await readDirectory(first, size);
    if (!directory.ok) return directory;
    const metadata = await readMetadata(first, directory.value);
    if (!metadata.ok) return metadata;
    const problem = problemOf(metadata.value, directory.value, size, limits);
    if (problem !== undefined) return err(invalid(problem));
    // A directory is walked once by each reader; a million entries are not kept in memory for the second walk.
    return await checkFrames(await openZip(file.fd), metadata.value, signal);
  } catch (error) {
    const trouble = failureOfSystemError(error);
    if (trouble) return err(trouble);
    if (isDiskError(error)) throw error;
    return err(invalid('is not a whole zip file'));
  } finally {
    await file.close();
  }
};

/** Names stay bytes: the library would put right what is to be refused. */
const openZip = (fd: number): Promise<ZipFile> =>
  fromFdPromise(fd, { autoClose: false, decodeStrings: false, validateEntrySizes: true });

const readMetadata = async (zip: ZipFile, { metadata }: BundleDirectory): Promise<Result<BundleMetadata>> => {
  const parts: Uint8Array[] = [];
  const read = await readEntry(zip, metadata, (bytes) => parts.push(bytes));
  if (!read.ok) return read;
  const parsed = BundleMetadataSchema.safeParse(jsonOf(Buffer.concat(parts)));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.');
  return err(
    invalid(`has a "${METADATA}" that is not valid${where ? ` at "${where}"` : ''}: ${issue?.message}`),
  );
};

const jsonOf = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
};

const problemOf = (
  metadata: BundleMetadata,
  { frameCount }: BundleDirectory,
  packedBytes: number,
  limits: BundleLimits,
): string | undefined => {
  if (metadata.frame_count !== frameCount) {
    return `holds ${frameCount} frames where its "${METADATA}" says ${metadata.frame_count}`;
  }
  const unpackedBytes = frameCount * frameBytes(metadata);
  if (unpackedBytes > limits.maxUnpackedBytes) {
    return `unpacks to ${unpackedBytes} bytes; at most ${limits.maxUnpackedBytes} are accepted`;
  }
  if (unpackedBytes > limits.anyRatioBelowBytes && unpackedBytes > packedBytes * limits.maxRatio) {
    return `unpacks to more than ${limits.maxRatio} times its size; store its frames uncompressed`;
  }
  return undefined;
};

const frameBytes = ({ width, height }: BundleMetadata): number => width * height * BYTES_PER_PIXEL;

const checkFrames = async (
  zip: ZipFile,
  metadata: BundleMetadata,
  signal: AbortSignal,
): Promise<Result<BundleMetadata>> => {
  for await (const entry of zip.eachEntry()) {
    if (signal.aborted) return err(failure('CANCELLED', 'cancelled', 'The check was cancelled.'));
    if (nameOf(entry) === METADATA) continue;
    const problem = sizeProblem(entry, metadata);
    if (problem !== undefined) return err(invalid(problem));
    const read = await readEntry(zip, entry);
    if (!read.ok) return read;
  }
  return ok(metadata);
};

const sizeProblem = (entry: Entry, metadata: BundleMetadata): string | undefined => {
  const { width, height } = metadata;
  return entry.uncompressedSize === frameBytes(metadata)
    ? undefined
    : `has "${nameOf(entry)}" with ${entry.uncompressedSize} bytes; ${width} × ${height} pixels are ${frameBytes(metadata)}`;
};

/** What the disk says has a code such as EBADF; what the zip and zlib say has none, or one of their own. */
const isDiskError = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && typeof error.syscall === 'string';
