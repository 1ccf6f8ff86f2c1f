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

/** Of a file whose ranges are asked for nothing else is there, and nothing of the ranges when it is `damaged`. */
const alone =
  (near: BlobStore, folder: string, isDamaged: boolean): BlobStore['localRanges'] =>
  async (digest, ranges) => {
    const { sizeBytes = 0 } = (await near.stat(digest)) ?? {};
    const last = sizeBytes - 1;
    const wanted = ranges.map(({ start, end = last }) => ({ start, end: Math.min(end, last) }));
    // A file of its own each time, or the chunks together would fill one.
    const copies = createPartialCopies(join(folder, String(Math.random())));
    const path = await copies.pathOf(digest, sizeBytes, isDamaged ? wanted.slice(0, 1) : wanted, (range) =>
      near.read(digest, range),
    );
    return { path, isWhole: false };
  };

const make = async (clip: string, kind: 'whole' | 'alone' | 'damaged') => {
  const folder = await tempFolder();
  const { blobs: near, close } = await openReal(folder);
  await close();
  const { blobs, opened } = counted(
    near,
    kind === 'whole' ? near.localRanges : alone(near, join(folder, 'far'), kind === 'damaged'),
  );
  const { engine } = await openReal(folder, { blobs });
  const { job } = await process(engine, clip, quick);
  return { made: madeBy(job), opened, state: job.state };
};

it('makes the same bytes of the ranges of a file as of the whole, and of the whole where ranges will not do', async () => {
  const clip = await makeLongClip(join(await tempFolder(), 'clip.mkv'), 40, 'libvpx');
  const whole = await make(clip, 'whole');
  const ranges = await make(clip, 'alone');
  expect(whole.state).toBe('succeeded');
  expect(ranges).toEqual(whole);
  const damaged = await make(clip, 'damaged');
  expect(damaged.made).toEqual(whole.made);
  expect(damaged.opened.ranges).toBe(whole.opened.ranges);
  expect(damaged.opened.whole).toBeGreaterThan(whole.opened.whole);
});
