import { join } from 'node:path';
import type { Digest } from '@reelmill/core';

/** What a blob's file is called; anything else in the folders is not ours. */
export const DIGEST_PATTERN = /^[0-9a-f]{64}$/;
export const SHARD_PATTERN = /^[0-9a-f]{2}$/;

/** Where things are inside the blob folder: `ab/cd/<digest>` and, on the same file system, `tmp/`. */
export interface Layout {
  readonly folder: string;
  readonly tmp: string;
  /** Throws on anything but a digest, which must never become part of a path. */
  shards(digest: Digest): readonly [string, string];
  path(digest: Digest): string;
}

export const layoutOf = (folder: string): Layout => {
  const shards = (digest: Digest): readonly [string, string] => {
    if (!DIGEST_PATTERN.test(digest)) throw new TypeError('not a digest');
    const outer = join(folder, digest.slice(0, 2));
    return [outer, join(outer, digest.slice(2, 4))];
  };
  return {
    folder,
    tmp: join(folder, 'tmp'),
    shards,
    path: (digest) => join(shards(digest)[1], digest),
  };
};
