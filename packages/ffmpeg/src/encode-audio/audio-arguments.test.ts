import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { audioArguments } from './audio-arguments.ts';

it('writes the whole command of a sound track on the video’s clock', async () => {
  const params = { bitrateBps: 128_000, segmentSeconds: 4, durationSeconds: 10 };
  const range = { trackIndex: 1, decodeFromSeconds: null, startSeconds: 0.083333, endSeconds: null };
  const args = audioArguments({ params, range }, { input: '/in/source', output: '/out' });
  await expect(asLines(args)).toMatchFileSnapshot('./audio.golden.txt');
});
