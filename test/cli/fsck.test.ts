import { chmod, cp, mkdtemp, open, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataFolder } from '@reelmill/adapters';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesIn } from '../rig/engine-rig.ts';
import { makeClip } from '../rig/make-clip.ts';
import { lastJson, reelmill } from '../rig/reelmill.ts';
import { tempFolder } from '../rig/temp-folder.ts';

let kept: string;
beforeAll(async () => {
  kept = await mkdtemp(join(tmpdir(), 'reelmill-test-'));
  const clip = await makeClip(kept, { seconds: 9, size: '426x240' });
  expect(await reelmill(kept, 'make', clip, '-o', 'out')).toMatchObject({ code: 0 });
  return () => rm(kept, { recursive: true });
}, 180_000);

/** A data folder with one made clip, and the paths of its blobs, largest first. */
const withOne = async () => {
  const folder = await tempFolder();
  await cp(kept, folder, { recursive: true, preserveTimestamps: true });
  const clip = join(folder, 'clip.mp4');
  const names = await filesIn(join(folder, 'data/blobs'));
  const blobs = await Promise.all(
    names
      .filter((name) => /[0-9a-f]{64}$/.test(name))
      .map(async (name) => {
        const path = join(folder, 'data/blobs', name);
        return { path, digest: name.slice(-64), sizeBytes: (await stat(path)).size };
      }),
  );
  const { size: sourceBytes } = await stat(clip);
  const source = blobs.find((blob) => blob.sizeBytes === sourceBytes);
  const made = blobs.filter((blob) => blob !== source).sort((a, b) => b.sizeBytes - a.sizeBytes);
  if (!source) throw new Error('the clip is not in the store');
  return { folder, clip, source, made };
};

const flipByte = async (path: string): Promise<void> => {
  await chmod(path, 0o644);
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, 100);
  await file.write(Buffer.from([(byte[0] ?? 0) ^ 0xff]), 0, 1, 100);
  await file.close();
};
const digests = (blobs: readonly { readonly digest: string }[]) => blobs.map((blob) => blob.digest).sort();

describe('reelmill fsck', () => {
  it('finds nothing wrong with what was just made, and refuses a folder that is none of its own', async () => {
    const { folder, made } = await withOne();
    const checked = await reelmill(folder, 'fsck', '--json');
    expect(checked.code).toBe(0);
    expect(lastJson(checked)).toMatchObject({
      checked: { blobs: made.length + 1 },
      damaged: [],
      unreferenced: [],
      artifacts: [],
      sources: [],
    });
    expect(await reelmill(folder, 'fsck', '--data', 'elsewhere')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not a data folder'),
    });
    expect(await filesIn(join(folder, 'elsewhere'))).toEqual([]);
  });

  it('finds missing, short and altered blobs, and makes exactly these again', async () => {
    const { folder, made } = await withOne();
    const [missing, short, altered, ...others] = made;
    if (!missing || !short || !altered) throw new Error('the clip has too few segments');
    await rm(missing.path, { force: true });
    await chmod(short.path, 0o644);
    await truncate(short.path, 50);
    await flipByte(altered.path);

    const found = await reelmill(folder, 'fsck', '--json');
    expect(found.code).toBe(1);
    const { damaged, sources } = lastJson(found);
    expect(
      Object.fromEntries(
        damaged.map(({ digest, damage }: { digest: string; damage: string }) => [digest, damage]),
      ),
    ).toEqual({ [missing.digest]: 'missing', [short.digest]: 'short', [altered.digest]: 'altered' });
    expect(sources).toEqual([]);
    const before = await Promise.all(others.map(async (blob) => (await stat(blob.path)).ino));

    const repaired = await reelmill(folder, 'fsck', '--repair', '--json');
    expect(repaired.code).toBe(0);
    const { rebuilt, left } = lastJson(repaired);
    expect(rebuilt).toMatchObject([{ state: 'succeeded' }]);
    expect(rebuilt[0].steps.cached).toBeGreaterThan(0);
    expect(left).toMatchObject({ damaged: [], artifacts: [], checked: { blobs: made.length + 1 } });
    expect(await Promise.all(others.map(async (blob) => (await stat(blob.path)).ino))).toEqual(before);
    expect(await reelmill(folder, 'fsck')).toMatchObject({ code: 0 });
  });

  it('keeps the bytes of a damaged source, asks for it, and takes it again', async () => {
    const { folder, clip, source } = await withOne();
    await flipByte(source.path);
    const repaired = await reelmill(folder, 'fsck', '--repair');
    expect(repaired.code).toBe(1);
    expect(repaired.stdout).toMatch(/the source of asset_\S+ \(clip\.mp4\) is damaged: upload it again/);
    expect(await filesIn(join(folder, 'data/quarantine'))).toEqual([source.digest]);

    expect(await reelmill(folder, 'make', clip, '-o', 'out')).toMatchObject({ code: 0 });
    expect(await reelmill(folder, 'fsck')).toMatchObject({ code: 0 });
  });

  it('looks beside a running server, but repairs nothing under it', async () => {
    const { folder, made } = await withOne();
    await flipByte(made[0]?.path ?? '');
    const lock = await lockDataFolder(join(folder, 'data'));
    if (!lock.ok) throw new Error(lock.error.message);
    expect(await reelmill(folder, 'fsck', '--repair')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('in use by another Reelmill process'),
    });
    const found = lastJson(await reelmill(folder, 'fsck', '--json'));
    await lock.value.release();
    expect(digests(found.damaged)).toEqual([made[0]?.digest]);
  });
});
