import type { StoryboardParams } from '@reelmill/core';
import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { copyKeyframes, sheetOf, tileAt, tilesOfKeyframes } from './storyboard-arguments.ts';

const params: StoryboardParams = {
  trackIndex: 0,
  firstFrameSeconds: 0.08,
  durationSeconds: 600,
  atSeconds: [0, 6, 12],
  grid: { tileWidth: 160, tileHeight: 90, columns: 3, rows: 1 },
  keyframes: null,
  rotationDegrees: 90,
  toneMap: false,
};
const paths = { input: '/in/source', output: '/out' };

it('copies every third keyframe, and looks into the others only where nothing says what they are', async () => {
  const args = copyKeyframes(params, { keepOneIn: 3, areIndexed: false }, paths);
  await expect(asLines(args)).toMatchFileSnapshot('./copy-keyframes.golden.txt');
  expect(args).not.toContain('+noparse');
  expect(copyKeyframes(params, { keepOneIn: 3, areIndexed: true }, paths)).toContain('+noparse');
});

it('decodes what was copied, upright, and lists the times', async () => {
  await expect(asLines(tilesOfKeyframes(params, paths))).toMatchFileSnapshot('./keyframe-tiles.golden.txt');
});

it('jumps to a time', async () => {
  await expect(asLines(tileAt(params, 6.08, paths))).toMatchFileSnapshot('./tile-at.golden.txt');
});

it('lays tiles out', async () => {
  const args = sheetOf(params.grid, 1, { input: '/in/source', output: '/out' }, 'sheet-1.jpg');
  await expect(asLines(args)).toMatchFileSnapshot('./sheet.golden.txt');
});
