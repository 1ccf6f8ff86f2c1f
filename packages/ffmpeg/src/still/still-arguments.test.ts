import type { StillParams } from '@reelmill/core';
import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { stillArguments } from './still-arguments.ts';

const params: StillParams = {
  trackIndex: 0,
  firstFrameSeconds: 0,
  atSeconds: [1],
  keep: 'each',
  format: 'jpeg',
  width: 1280,
  height: 720,
  picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
};
const paths = { input: '/in/source', output: '/out' };

it.each(['jpeg', 'webp', 'avif'] as const)('jumps to the wanted time and writes it as %s', async (format) => {
  const args = stillArguments({ ...params, format }, { atSeconds: 1 }, paths, `still.${format}`);
  await expect(asLines(args)).toMatchFileSnapshot(`./${format}.golden.txt`);
});

it('takes cover art as it is, only smaller', async () => {
  const args = stillArguments({ ...params, atSeconds: null }, { atSeconds: null }, paths, 'still.jpg');
  await expect(asLines(args)).toMatchFileSnapshot('./cover.golden.txt');
});

it('decodes everything up to the time where no jump leads there', async () => {
  const args = stillArguments(params, { atSeconds: 31, decodeFromSeconds: 20 }, paths, 'still.jpg');
  await expect(asLines(args)).toMatchFileSnapshot('./through.golden.txt');
});
