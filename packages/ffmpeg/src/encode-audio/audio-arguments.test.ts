import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { audioArguments } from './audio-arguments.ts';

const encoding = { name: 'audio', bitrateBps: 128_000, segmentSeconds: 4, durationSeconds: 10 };

it('writes the whole command of a sound track on the video’s clock', async () => {
  const params = { ...encoding, downmix: 'none' } as const;
  const range = { trackIndex: 1, decodeFromSeconds: null, startSeconds: 0.083333, endSeconds: null };
  const args = audioArguments({ params, range }, { input: '/in/source', output: '/out' });
  await expect(asLines(args)).toMatchFileSnapshot('./audio.golden.txt');
});

it.each(['mono', 'surround', 'first-pair'] as const)('makes two channels of %s first of all', (downmix) => {
  const range = { trackIndex: 1, decodeFromSeconds: null, startSeconds: 0, endSeconds: null };
  const args = audioArguments(
    { params: { ...encoding, downmix }, range },
    { input: '/in/source', output: '/out' },
  );
  expect(args[args.indexOf('-af') + 1]).toMatchSnapshot();
});
