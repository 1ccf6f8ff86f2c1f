import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startChild } from '../../test-process/start-child.ts';

const script = new URL('./put-too-much.process.ts', import.meta.url);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reelmill-full-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A mount of its own that nobody else sees and that goes with the process. */
const inMount = (mount: string) =>
  ['sh', '-c', `exec unshare --mount --map-root-user sh -c '${mount} && exec "$@"' sh "$@"`, 'sh'] as const;
const canMount =
  spawnSync('sh', [...inMount('mount -t tmpfs -o size=1m tmpfs /mnt').slice(1), 'true']).status === 0;

it('throws EFBIG where files may not grow, and leaves nothing behind', async () => {
  // 1,024 blocks of 512 bytes, or of 1,024 in some shells: either way less than the big blob
  const limit = ['sh', '-c', 'ulimit -f 1024 && exec "$@"', 'sh'] as const;
  const child = startChild(script, [join(root, 'blobs')], limit);
  const [line] = await child.rest();
  expect(JSON.parse(line ?? '')).toEqual({
    outcomes: ['stored', 'EFBIG', 'stored'],
    sizes: [5, 11],
    leftovers: [],
  });
});

// Where mounting is not allowed, the case above shows the same path with another code.
if (canMount) {
  it('throws ENOSPC on a full disk, leaves nothing behind, and the file to its owner', async () => {
    const bytes = Buffer.alloc(4_000_000, 'on another file system');
    const big = join(root, 'big');
    await writeFile(big, bytes);
    const mount = await mkdtemp(join(root, 'mount-'));
    const digest = createHash('sha256').update(bytes).digest('hex');
    const child = startChild(
      script,
      [join(mount, 'blobs'), big, digest],
      inMount(`mount -t tmpfs -o size=1m tmpfs "${mount}"`),
    );
    const [line] = await child.rest();
    expect(JSON.parse(line ?? '')).toEqual({
      outcomes: ['stored', 'ENOSPC', 'ENOSPC', 'stored'],
      sizes: [5, 11],
      leftovers: [],
    });
    await access(big);
  });
}
