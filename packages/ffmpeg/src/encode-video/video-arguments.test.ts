import type { EncodeVideoParams } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { videoArguments } from './video-arguments.ts';

const params: EncodeVideoParams = {
  trackIndex: 0,
  picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
  rungs: [
    { name: '1080p', width: 1920, height: 1080, maxBitrateBps: 5_000_000 },
    { name: '720p', width: 1280, height: 720, maxBitrateBps: 2_800_000 },
  ],
  segmentSeconds: 4,
  video: { crf: 23, preset: 'veryfast' },
  timeBase: { num: 1, den: 30 },
  maxFrames: 366,
  expectedFrames: 300,
  durationSeconds: 10,
};
const paths = { input: '/in/source', output: '/out' };

describe('videoArguments', () => {
  it('writes the whole command of an ordinary ladder', async () => {
    await expect(asLines(videoArguments(params, paths))).toMatchFileSnapshot('./ladder.golden.txt');
  });

  it('tone-maps, deinterlaces and halves the rate of hard sources, and gives the last frame its time', async () => {
    const hard: EncodeVideoParams = {
      ...params,
      rungs: params.rungs.slice(1),
      picture: { deinterlace: true, toneMap: true, isFullRange: false, keepOneFrameIn: 2 },
      timeBase: { num: 1, den: 600 },
      durationSeconds: 11.5,
    };
    await expect(asLines(videoArguments(hard, paths))).toMatchFileSnapshot('./hard-source.golden.txt');
  });
});
