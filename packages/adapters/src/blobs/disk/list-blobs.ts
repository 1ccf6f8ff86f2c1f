import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobInfo } from '@reelmill/engine/ports';
import { DIGEST_PATTERN, SHARD_PATTERN } from './layout.ts';
import { isSystemError } from './system-error.ts';

/** Walks `ab/cd/`; what is deleted meanwhile may or may not come up. */
export async function* listBlobs(folder: string): AsyncGenerator<BlobInfo> {
  for await (const outer of names(folder, SHARD_PATTERN)) {
    for await (const inner of names(join(folder, outer), SHARD_PATTERN)) {
      for await (const digest of names(join(folder, outer, inner), DIGEST_PATTERN)) {
        const blob = await blobInfo(join(folder, outer, inner, digest), digest);
        if (blob) yield blob;
      }
    }
  }
}

/** Undefined when there is no such file. */
export const blobInfo = async (path: string, digest: string): Promise<BlobInfo | undefined> => {
  try {
    const file = await stat(path);
    return file.isFile() ? { digest, sizeBytes: file.size, storedAtMs: Math.round(file.mtimeMs) } : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
};

async function* names(folder: string, pattern: RegExp): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) if (pattern.test(entry.name)) yield entry.name;
}
