import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own that can be filled up. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all space but so much. */
  fill(leaveBytes: number): void;
  makeSpace(): Promise<void>;
  remove(): Promise<void>;
}

/** A reason where this account may not mount one. */
export const makeSmallDisk = async (sizeBytes: number): Promise<SmallDisk | string> => {
  const root = await mkdtemp(join(tmpdir(), 'reelmill-disk-'));
  const folder = join(root, 'disk');
  await mkdir(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    await rm(root, { recursive: true });
    return mounted.error?.message ?? mounted.stderr.toString().trim();
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: (leaveBytes) => {
      const file = openSync(filler, 'w');
      ftruncateSync(file, writeUntilFull(file) - leaveBytes);
      closeSync(file);
    },
    makeSpace: () => rm(filler, { force: true }),
    remove: async () => {
      spawnSync('umount', ['--lazy', folder]);
      await rm(root, { recursive: true });
    },
  };
};

/** The size it has come to; others may write as well meanwhile. */
const writeUntilFull = (file: number): number => {
  const zeros = Buffer.alloc(1 << 20);
  let written = 0;
  try {
    for (;;) written += writeSync(file, zeros);
  } catch {
    return written;
  }
};
