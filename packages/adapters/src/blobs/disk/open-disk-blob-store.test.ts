import { createHash } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { BlobStore } from '@reelmill/engine/ports';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startChild } from '../../test-process/start-child.ts';
import { blobNumber } from './numbered-blob.ts';
import { openDiskBlobStore } from './open-disk-blob-store.ts';

let root: string;
let folder: string;
let blobs: BlobStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reelmill-disk-'));
  folder = join(root, 'blobs');
  blobs = await openDiskBlobStore({ folder });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const bytes = Buffer.from('some bytes');
const digest = createHash('sha256').update(bytes).digest('hex');
const pathOf = (name: string): string => join(folder, name.slice(0, 2), name.slice(2, 4), name);

it('files a blob read-only under the first digits of its digest', async () => {
  await blobs.putBytes(bytes);
  const file = await stat(pathOf(digest));
  expect(file.mode & 0o777).toBe(0o444);
  expect(await blobs.localPath(digest)).toBe(pathOf(digest));
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);
});

it('counts the age from the put, not from when the file was made', async () => {
  const path = join(root, 'old');
  await writeFile(path, bytes);
  await utimes(path, 1, 1);
  const { storedAtMs } = await blobs.putFile(path, digest);
  expect(storedAtMs).toBeGreaterThan(1_700_000_000_000);
  expect(await blobs.stat(digest)).toEqual({ digest, sizeBytes: 10, storedAtMs });
});

it('keeps whole bytes that are there, and starts their age again', async () => {
  await blobs.putBytes(bytes);
  await utimes(pathOf(digest), 1, 1);
  const before = await stat(pathOf(digest));
  expect((await blobs.stat(digest))?.storedAtMs).toBe(1_000);
  const path = join(root, 'again');
  await writeFile(path, bytes);
  const info = await blobs.putFile(path, digest);
  expect((await stat(pathOf(digest))).ino).toBe(before.ino);
  expect(info.storedAtMs).toBeGreaterThan(1_700_000_000_000);
  expect(await blobs.stat(digest)).toEqual(info);
});

it('replaces bytes that are there with another size', async () => {
  await blobs.putBytes(bytes);
  await chmod(pathOf(digest), 0o644);
  await writeFile(pathOf(digest), 'cut');
  const path = join(root, 'whole');
  await writeFile(path, bytes);
  expect((await blobs.putFile(path, digest)).sizeBytes).toBe(10);
  expect(await buffer(blobs.read(digest))).toEqual(bytes);

  await chmod(pathOf(digest), 0o644);
  await writeFile(pathOf(digest), 'cut');
  await blobs.putBytes(bytes);
  expect(await buffer(blobs.read(digest))).toEqual(bytes);
});

it('never lets anything but a digest into a path', async () => {
  await writeFile(join(root, 'secret'), 'secret');
  for (const name of ['../secret', '/etc/passwd', '', `${digest}/..`, digest.toUpperCase(), `${digest}\n`]) {
    await expect(blobs.stat(name)).rejects.toThrow('not a digest');
    await expect(blobs.localPath(name)).rejects.toThrow('not a digest');
    await expect(blobs.delete(name)).rejects.toThrow('not a digest');
    await expect(blobs.putFile(join(root, 'secret'), name)).rejects.toThrow('not a digest');
    expect(() => blobs.read(name)).toThrow('not a digest');
  }
  expect((await readFile(join(root, 'secret'))).toString()).toBe('secret');
});

it('takes over regular files only', async () => {
  await writeFile(join(root, 'target'), bytes);
  await symlink(join(root, 'target'), join(root, 'link'));
  await mkdir(join(root, 'folder'));
  await expect(blobs.putFile(join(root, 'link'), digest)).rejects.toThrow('regular file');
  await expect(blobs.putFile(join(root, 'folder'), digest)).rejects.toThrow('regular file');
  expect(await blobs.stat(digest)).toBeUndefined();
});

it('clears what a crash left in its temporary folder', async () => {
  await blobs.putBytes(bytes);
  await writeFile(join(folder, 'tmp', 'half'), 'half');
  await mkdir(join(folder, 'tmp', 'deep', 'er'), { recursive: true });
  await blobs.recover();
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  expect(await blobs.stat(digest)).toBeDefined();
});

it('lists only what is a blob', async () => {
  await blobs.putBytes(bytes);
  await writeFile(join(folder, 'tmp', digest), 'not yet');
  await writeFile(join(folder, 'README'), '');
  await mkdir(join(folder, 'lost+found'));
  await mkdir(join(folder, 'aa', 'not a shard'), { recursive: true });
  await writeFile(`${pathOf(digest)}.part`, '');
  const listed: string[] = [];
  for await (const blob of blobs.list()) listed.push(blob.digest);
  expect(listed).toEqual([digest]);
});

it('holds everything it acknowledged after kill -9, five times, and no torn blob', async () => {
  let next = 0;
  for (const lines of [1, 25, 4, 90, 50]) {
    const child = startChild(new URL('./put-forever.process.ts', import.meta.url), [
      folder,
      root,
      String(next),
    ]);
    const printed: string[] = [];
    for (let count = 0; count < lines; count += 1) printed.push((await child.nextLine()) ?? '');
    await child.kill();
    printed.push(...(await child.rest()));

    blobs = await openDiskBlobStore({ folder });
    await blobs.recover();
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    // the dot says that the line was not torn off in the middle
    for (const line of printed.filter((text) => text.endsWith('.'))) {
      const number = Number.parseInt(line, 10);
      expect(await blobs.stat(blobNumber(number).digest)).toBeDefined();
      next = Math.max(next, number + 1);
    }
    for await (const blob of blobs.list()) {
      const content = await buffer(blobs.read(blob.digest));
      expect(createHash('sha256').update(content).digest('hex')).toBe(blob.digest);
    }
  }
});
