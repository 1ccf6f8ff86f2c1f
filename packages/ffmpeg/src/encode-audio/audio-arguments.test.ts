import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { audioArguments } from './audio-arguments.ts';

it('writes the whole command of a sound track on the video’s clock', async () => {
  const params = {
    trackIndex: 1,
    bitrateBps: 128_000,
    segmentSeconds: 4,
    startSeconds: 0.083333,
    durationSeconds: 10,
  };
  const args = audioArguments(params, { input: '/in/source', output: '/out' });
  await expect(asLines(args)).toMatchFileSnapshot('./audio.golden.txt');
});
