import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Job } from '@reelmill/core';
import type { BlobStore } from '@reelmill/engine/ports';
import { expect, it } from 'vitest';
import { createPartialCopies } from '../../packages/adapters/src/blobs/s3/partial-copies.ts';
import { makeLongClip } from '../rig/long-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';
import { openReal, process, quick } from './real-engine.ts';

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

/** Of a file whose ranges are asked for nothing else is there; and of what lies far behind not even that. */
const alone =
  (near: BlobStore, folder: string): BlobStore['localRanges'] =>
  async (digest, ranges) => {
    const { sizeBytes = 0 } = (await near.stat(digest)) ?? {};
    const last = sizeBytes - 1;
    const wanted = ranges.map(({ start, end = last }) => ({ start, end: Math.min(end, last) }));
    const isLost = (wanted[1]?.start ?? 0) > sizeBytes * 0.4;
    // A file of its own each time, or the chunks together would fill one.
    const copies = createPartialCopies(join(folder, randomUUID()));
    const path = await copies.pathOf(digest, sizeBytes, isLost ? wanted.slice(0, 1) : wanted, (range) =>
      near.read(digest, range),
    );
    return { path, isWhole: false };
  };

const make = async (clip: string, isFar: boolean) => {
  const folder = await tempFolder();
  const { blobs: near, close } = await openReal(folder);
  await close();
  const { blobs, opened } = counted(near, isFar ? alone(near, join(folder, 'far')) : near.localRanges);
  const { engine } = await openReal(folder, { blobs });
  const { job, asset } = await process(engine, clip, quick);
  const still = await engine.still(asset.id, { at: 25.3, width: 160, format: 'jpeg' });
  return { made: { ...madeBy(job), still: still.ok && still.value.digest }, opened, state: job.state };
};

it('makes the same bytes of the ranges of a file as of the whole, which it opens where ranges will not do', async () => {
  const clip = await makeLongClip(join(await tempFolder(), 'clip.mkv'), 30, 'libvpx');
  const near = await make(clip, false);
  const far = await make(clip, true);
  expect(near.state).toBe('succeeded');
  expect(far.made).toEqual(near.made);
  // Five chunks and a picture, of which the last three were given too little.
  expect(near.opened.ranges).toBe(6);
  expect(far.opened).toEqual({ ranges: 6, whole: near.opened.whole + 3 });
});
