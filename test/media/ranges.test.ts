import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ByteRange, Job } from '@reelmill/core';
import type { NamedRecipe } from '@reelmill/engine';
import type { BlobStore } from '@reelmill/engine/ports';
import { expect, it } from 'vitest';
import { createPartialCopies } from '../../packages/adapters/src/blobs/s3/partial-copies.ts';
import { makeLongClip } from '../rig/long-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { openReal, process, quick, recipeOf } from './real-engine.ts';

/** What steps made, by key. */
const madeBy = ({ stepDetails }: Job) =>
  Object.fromEntries(stepDetails.map((step) => [step.key, step.artifactDigest]));

/** A store that counts what is opened, and gives `ranges` of a file as it is told to. */
const counted = (near: BlobStore, localRanges: BlobStore['localRanges']) => {
  const opened = { whole: 0, ranges: 0 };
  const blobs: BlobStore = {
    ...near,
    localPath: (digest) => {
      opened.whole += 1;
      return near.localPath(digest);
    },
    localRanges: (digest, ranges) => {
      opened.ranges += 1;
      return localRanges(digest, ranges);
    },
  };
  return { blobs, opened };
};

interface Wanted extends ByteRange {
  readonly end: number;
}

/** Of a file whose ranges are asked for nothing else is there. */
const alone =
  (
    near: BlobStore,
    folder: string,
    found: (wanted: readonly Wanted[], sizeBytes: number) => readonly Wanted[],
  ): BlobStore['localRanges'] =>
  async (digest, ranges) => {
    const { sizeBytes = 0 } = (await near.stat(digest)) ?? {};
    const last = sizeBytes - 1;
    const wanted = ranges.map(({ start, end = last }) => ({ start, end: Math.min(end, last) }));
    // A file of its own each time, or the steps together would fill one.
    const copies = createPartialCopies(join(folder, randomUUID()));
    const path = await copies.pathOf(digest, sizeBytes, found(wanted, sizeBytes), (range) =>
      near.read(digest, range),
    );
    return { path, isWhole: false };
  };

/** What a recipe makes of a clip, and a still of it, on the machine that has it, or far away with what is found of it. */
const make = async (
  clip: string,
  recipe: NamedRecipe,
  found?: (wanted: readonly Wanted[], sizeBytes: number) => readonly Wanted[],
) => {
  const folder = await tempFolder();
  const { blobs: near, close } = await openReal(folder);
  await close();
  const { blobs, opened } = counted(near, found ? alone(near, join(folder, 'far'), found) : near.localRanges);
  const { engine } = await openReal(folder, { blobs });
  const { job, asset } = await process(engine, clip, recipe);
  const still = await engine.still(asset.id, { at: 25.3, width: 160, format: 'jpeg' });
  return { made: { ...madeBy(job), still: still.ok && still.value.digest }, opened, state: job.state };
};

it('makes the same bytes of the ranges of a file as of the whole, which it opens where ranges will not do', async () => {
  const clip = await makeLongClip(join(await tempFolder(), 'clip.mkv'), 30, 'libvpx');
  const near = await make(clip, quick);
  const far = await make(clip, quick, (wanted, sizeBytes) =>
    (wanted[1]?.start ?? 0) > sizeBytes * 0.4 ? wanted.slice(0, 1) : wanted,
  );
  expect(near.state).toBe('succeeded');
  expect(far.made).toEqual(near.made);
  // Five chunks and two pictures, of which the last two chunks and a picture were given too little.
  expect(near.opened.ranges).toBe(7);
  expect(far.opened).toEqual({ ranges: 7, whole: near.opened.whole + 3 });
});

it('takes pictures and measures chunks out of ranges as well, and never asks for more', async () => {
  const clip = await makeLongClip(join(await tempFolder(), 'clip.mov'), 30, 'libx264');
  const recipe = recipeOf(
    { kind: 'thumbnail', atSeconds: [4, 17.05, 29.95] },
    { kind: 'storyboard', intervalSeconds: 6 },
    { kind: 'convert', container: 'gif', trim: { startSeconds: 20, endSeconds: 21 } },
    { kind: 'hls', video: { preset: 'ultrafast' } },
    { kind: 'quality' },
  );
  const near = await make(clip, recipe);
  const far = await make(clip, recipe, (wanted) => wanted);
  expect(near.state).toBe('succeeded');
  expect(far.made).toEqual(near.made);
  // Stills, a storyboard, a GIF and a picture on request; five chunks that are encoded, and measured.
  expect(near.opened.ranges).toBe(14);
  expect(far.opened).toEqual(near.opened);
});
