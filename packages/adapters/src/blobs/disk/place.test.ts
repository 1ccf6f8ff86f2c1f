import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import { createTmpNames, type PlaceContext, placeFile } from './place.ts';
import { createShardFolders } from './shard-folders.ts';
import { createSyncs } from './sync.ts';

const bytes = Buffer.alloc(200_000, 'far away');
const digest = createHash('sha256').update(bytes).digest('hex');

let root: string;
let source: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reelmill-place-'));
  source = join(root, 'work', 'source');
  await mkdir(dirname(source));
  await writeFile(source, bytes);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const contextWith = async (over: Partial<PlaceContext>): Promise<PlaceContext> => {
  const layout = layoutOf(join(root, 'blobs'));
  await mkdir(layout.tmp, { recursive: true });
  const syncs = createSyncs();
  const shardFolders = createShardFolders(syncs);
  return { layout, syncs, shardFolders, nextTmpPath: createTmpNames(layout.tmp), rename, ...over };
};

/** As if the folders of the two paths were on different file systems. */
const renameBetweenFileSystems: typeof rename = async (from, to) => {
  const isInside = (path: unknown): boolean => String(path).startsWith(join(root, 'blobs'));
  if (isInside(from) !== isInside(to)) throw Object.assign(new Error('cross-device link'), { code: 'EXDEV' });
  await rename(from, to);
};

it('copies across file systems, and the source is gone', async () => {
  const context = await contextWith({ rename: renameBetweenFileSystems });
  const info = await placeFile(context, source, digest);
  const target = context.layout.path(digest);
  expect((await readFile(target)).equals(bytes)).toBe(true);
  const file = await stat(target);
  expect([file.mode & 0o777, Math.round(file.mtimeMs)]).toEqual([0o444, info.storedAtMs]);
  expect(await readdir(context.layout.tmp)).toEqual([]);
  await expect(access(source)).rejects.toMatchObject({ code: 'ENOENT' });
});

it.each(['file', 'folder'] as const)(
  'keeps the source and stores nothing when a %s cannot be synced',
  async (which) => {
    const failing = async (): Promise<void> => {
      throw Object.assign(new Error('input/output error'), { code: 'EIO' });
    };
    const context = await contextWith({});
    const broken = { ...context, syncs: { ...context.syncs, [which]: failing } };
    const withFolders = { ...broken, shardFolders: createShardFolders(broken.syncs) };
    await expect(placeFile(withFolders, source, digest)).rejects.toMatchObject({ code: 'EIO' });
    await access(source);
    await expect(access(context.layout.path(digest))).rejects.toMatchObject({ code: 'ENOENT' });

    // nothing of the failure is remembered as done
    await placeFile(context, source, digest);
    await access(context.layout.path(digest));
  },
);
