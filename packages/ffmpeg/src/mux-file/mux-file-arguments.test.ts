import type { MuxFileParams } from '@reelmill/core';
import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { muxFileArguments } from './mux-file-arguments.ts';

const params: MuxFileParams = {
  container: 'mp4',
  fileName: 'mp4.mp4',
  video: { from: 'encode' },
  audio: { from: 'encode' },
  sourceStartSeconds: null,
  trim: null,
  durationSeconds: 10,
  maxSizeBytes: null,
};
/** Ten seconds whose last pictures are decoded in another order. */
const encoded = (codec: string) => ({
  ...{ codec, frames: 250 },
  last: [
    { place: 247, shownTicks: 127_488, lastsTicks: 512 },
    { place: 249, shownTicks: 126_976, lastsTicks: 512 },
  ],
});
const paths = { input: '/in/source', output: '/out' };

it('joins encoded HEVC and sound in an MP4 with its index in front', async () => {
  await expect(asLines(muxFileArguments(params, encoded('hevc'), paths))).toMatchFileSnapshot(
    './encoded.golden.txt',
  );
});

it('copies the tracks of a source from a keyframe on', async () => {
  const copy: MuxFileParams = {
    ...params,
    container: 'mkv',
    video: { from: 'source', trackIndex: 0, codec: 'h264' },
    audio: { from: 'source', trackIndex: 2, codec: 'aac' },
    trim: { startSeconds: 2.5, endSeconds: 7.25 },
  };
  await expect(asLines(muxFileArguments(copy, null, paths))).toMatchFileSnapshot('./copied.golden.txt');
});

it('puts encoded sound under copied pictures, on their clock', () => {
  const mixed: MuxFileParams = {
    ...params,
    video: { from: 'source', trackIndex: 1, codec: 'h264' },
    sourceStartSeconds: 0.08,
  };
  const args = muxFileArguments(mixed, null, paths).join(' ');
  expect(args).toContain('-itsoffset -0.08');
  expect(args).toContain('-map 1:1 -map 0:0');
});
