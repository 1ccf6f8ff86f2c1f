import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { posterArguments } from './poster-arguments.ts';

const params = {
  trackIndex: 0,
  atSeconds: 1,
  width: 1280,
  height: 720,
  picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
};
const paths = { input: '/in/source', output: '/out' };

it('jumps to the wanted time', async () => {
  await expect(asLines(posterArguments(params, paths, 'seek'))).toMatchFileSnapshot('./seek.golden.txt');
});

it('falls back to the last picture before it', async () => {
  await expect(asLines(posterArguments(params, paths, 'last-before'))).toMatchFileSnapshot(
    './last-before.golden.txt',
  );
});

it('takes cover art as it is, only smaller', async () => {
  await expect(asLines(posterArguments({ ...params, atSeconds: null }, paths, 'seek'))).toMatchFileSnapshot(
    './cover.golden.txt',
  );
});
