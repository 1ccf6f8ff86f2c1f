import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { UploadRow } from '../uploads/upload-storage.ts';
import { nodeUploads, openFile } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelmill-client-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});
const record = (key: string): UploadRow => ({
  ...{
    ownerId: '',
    key,
    createdAtMs: 1,
    wish: { name: key },
    via: 'tus',
    isPaused: false,
    isCancelled: false,
  },
  files: [{ role: 'original', name: key, sizeBytes: 3, type: '', sha256: null, origin: `/films/${key}` }],
});

describe('the file that uploads are kept in', () => {
  it('gives back what was put there, to whoever opens it again', async () => {
    const stateFile = join(folder, 'state', 'uploads.json');
    const { storage } = nodeUploads({ stateFile });
    expect(await storage.all()).toEqual([]);
    await Promise.all(['a', 'b', 'c'].map((key) => storage.put(record(key))));
    await storage.delete('b');
    await storage.put({ ...record('a'), isPaused: true });
    const again = nodeUploads({ stateFile }).storage;
    expect(await again.all()).toEqual([{ ...record('a'), isPaused: true }, record('c')]);
    expect(await readdir(join(folder, 'state'))).toEqual(['uploads.json']);
  });

  it('starts empty when it is damaged', async () => {
    const stateFile = join(folder, 'uploads.json');
    await writeFile(stateFile, '[{"key":');
    expect(await nodeUploads({ stateFile }).storage.all()).toEqual([]);
  });
});

it('a file on disk is read in slices, and opened again by its path', async () => {
  const bytes = randomBytes(100_000);
  const path = join(folder, 'film.mp4');
  await writeFile(path, bytes);
  const { hash, openAgain } = nodeUploads({ stateFile: join(folder, 'uploads.json') });
  const { signal } = new AbortController();
  const digest = await hash(await openFile(path), { signal, onBytes: () => undefined });
  expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
  const again = await openAgain(path, false);
  expect(again).toMatchObject({ name: 'film.mp4', size: bytes.length });
  const part = (await again?.slice(10, 20).arrayBuffer()) ?? new ArrayBuffer();
  expect(Buffer.from(part).equals(bytes.subarray(10, 20))).toBe(true);
  await rm(path);
  expect(await openAgain(path, false)).toBeUndefined();
});
