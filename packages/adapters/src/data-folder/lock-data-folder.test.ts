import { chmod, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startChild } from '../test-process/start-child.ts';
import { type DataFolderLock, lockDataFolder } from './lock-data-folder.ts';

const holder = new URL('./hold-lock.process.ts', import.meta.url);

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reelmill-lock-'));
  folder = join(root, 'deep', 'data');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const take = async (path = folder): Promise<DataFolderLock> => {
  const lock = await lockDataFolder(path);
  if (!lock.ok) throw new Error(lock.error.message);
  return lock.value;
};

it('keeps a second process out, and the first one back in once that is killed', async () => {
  const first = startChild(holder, [folder]);
  expect(await first.nextLine()).toBe('held');

  const second = startChild(holder, [folder]);
  const [answer] = await second.rest();
  expect(answer).toContain('CONFLICT');
  expect(answer).toContain(folder);
  const mine = await lockDataFolder(folder);
  expect(mine).toMatchObject({ ok: false, error: { code: 'CONFLICT', details: { folder } } });

  await first.kill();
  await (await take()).release();
});

it('makes the folder for this account alone, and leaves one that is there to whoever made it', async () => {
  const modeOf = async () => (await stat(folder)).mode & 0o777;
  await (await take()).release();
  expect(await modeOf()).toBe(0o700);
  await chmod(folder, 0o750);
  await (await take()).release();
  expect(await modeOf()).toBe(0o750);
});

it('keeps other processes out of a folder this one holds, until it lets go', async () => {
  const lock = await take();
  const refused = startChild(holder, [folder]);
  expect(await refused.nextLine()).toContain('CONFLICT');
  await refused.rest();

  await lock.release();
  await lock.release();
  const child = startChild(holder, [folder]);
  expect(await child.nextLine()).toBe('held');
  await child.kill();
});

it('keeps out the same process too, also by another name of the folder', async () => {
  const lock = await take();
  const alias = join(root, 'alias');
  await symlink(folder, alias);
  expect(await lockDataFolder(folder)).toMatchObject({ ok: false, error: { code: 'CONFLICT' } });
  expect(await lockDataFolder(alias)).toMatchObject({ ok: false, error: { code: 'CONFLICT' } });
  await lock.release();
  await (await take(alias)).release();
});

it('holds folders apart', async () => {
  const [a, b] = [await take(join(root, 'a')), await take(join(root, 'b'))];
  await a.release();
  await b.release();
});

it('throws when the folder cannot be made', async () => {
  await writeFile(join(root, 'file'), '');
  await expect(lockDataFolder(join(root, 'file', 'data'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
