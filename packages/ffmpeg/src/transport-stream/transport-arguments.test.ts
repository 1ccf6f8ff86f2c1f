import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { transportArguments } from './transport-arguments.ts';

const paths = { input: '/in/source', output: '/out' };

it('writes the whole command of pictures with sound', async () => {
  const args = transportArguments({ hasVideo: true, hasAudio: true, segmentSeconds: 10 }, paths);
  await expect(asLines(args)).toMatchFileSnapshot('./transport.golden.txt');
});

it('cuts sound alone by time, which has a keyframe everywhere', () => {
  const args = transportArguments({ hasVideo: false, hasAudio: true, segmentSeconds: 10 }, paths);
  expect(args[args.indexOf('-segment_time') + 1]).toBe('10');
});
