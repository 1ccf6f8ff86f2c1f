import type { FramesParams } from '@reelmill/core';
import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { framesArguments } from './frames-arguments.ts';

const params: FramesParams = {
  trackIndex: 0,
  pictureFormat: null,
  picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
  frameRate: { num: 25, den: 1 },
  expectedFrames: 250,
  repeat: 1,
  width: 320,
  height: 170,
  scaled: { width: 320, height: 180 },
  fit: 'cover',
  dithering: 'none',
  metadata: { slug: 'clip', original_filename: 'clip.mp4', type: 'video', format: 'rgb565', fps: 25 },
};
const paths = { input: '/in/source', output: '/out' };

it('writes all pictures of a film as raw RGB565', async () => {
  await expect(asLines(framesArguments(params, paths))).toMatchFileSnapshot('./film.golden.txt');
});

it('opens a picture with its own demuxer and decoder alone, and takes one frame', async () => {
  const still: FramesParams = {
    ...params,
    pictureFormat: 'png_pipe',
    frameRate: null,
    expectedFrames: 1,
    fit: 'contain',
    scaled: { width: 302, height: 170 },
    dithering: 'ordered',
  };
  await expect(asLines(framesArguments(still, paths))).toMatchFileSnapshot('./still.golden.txt');
});

it('lets no file name become an argument', () => {
  const original_filename = '-vf=evil $(id).mp4';
  const hostile = { ...params, metadata: { ...params.metadata, original_filename, slug: 'evil' } };
  expect(framesArguments(hostile, paths).join(' ')).not.toContain('evil');
});
