import type { CopyMp4Params } from '@reelmill/core';
import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { splitArguments } from './split-arguments.ts';

const params: CopyMp4Params = {
  layout: 'fragmented',
  sourceSizeBytes: 1,
  videoTrackIndex: 1,
  videoCodec: 'hevc',
  audioTrackIndex: 0,
  startSeconds: 0.08,
  durationSeconds: 10,
  width: 1920,
  height: 1080,
  frameCount: 300,
};
const paths = { input: '/in/source', output: '/out' };

it('takes tracks out of a file as they are, from its first picture on', async () => {
  await expect(asLines(splitArguments(params, paths))).toMatchFileSnapshot('./split.golden.txt');
});

it('takes the picture alone out of a silent file', () => {
  const args = splitArguments({ ...params, audioTrackIndex: null, startSeconds: 0 }, paths);
  expect(args.filter((arg) => arg === '-map')).toHaveLength(1);
  expect(args).not.toContain('-itsoffset');
});
