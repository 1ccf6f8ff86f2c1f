import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createDeriveKey } from './derive-key.ts';

const tempFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-keys-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

it('gives the same key for a purpose after a restart, and another for every other purpose and folder', async () => {
  const folder = await tempFolder();
  const key = await createDeriveKey(folder)('one', 32);
  expect(key).toHaveLength(32);
  expect(await createDeriveKey(folder)('one', 32)).toEqual(key);
  expect(await createDeriveKey(folder)('two', 32)).not.toEqual(key);
  expect(await createDeriveKey(await tempFolder())('one', 32)).not.toEqual(key);
});

it('makes one secret, that only this account reads, also when many ask at once', async () => {
  const folder = join(await tempFolder(), 'new');
  const keys = await Promise.all(
    Array.from({ length: 8 }, () => createDeriveKey(folder)('one', 16).then((key) => key.join())),
  );
  expect(new Set(keys).size).toBe(1);
  expect(await readdir(folder)).toEqual(['secret.key']);
  expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
});

it('uses no damaged secret, and makes no new one in its place', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'secret.key'), 'short');
  await expect(createDeriveKey(folder)('one', 32)).rejects.toThrow('not a secret');
  expect((await stat(join(folder, 'secret.key'))).size).toBe(5);
});
