import { expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { muxArguments } from './mux-arguments.ts';

const paths = { input: '/in/source', output: '/out' };
const video = { timescale: 15_360, codec: 'avc1.64001f', sampleCount: 300, lastTicks: 512 };

it('writes the whole command of a file with its index in front', async () => {
  const args = muxArguments({ layout: 'faststart', video, hasAudio: true }, paths);
  await expect(asLines(args)).toMatchFileSnapshot('./faststart.golden.txt');
});

it('writes the whole command of a fragmented HEVC file', async () => {
  const hevc = { ...video, codec: 'hvc1.1.6.L150.90' };
  const args = muxArguments({ layout: 'fragmented', video: hevc, hasAudio: true }, paths);
  await expect(asLines(args)).toMatchFileSnapshot('./fragmented.golden.txt');
});

it('cuts sound alone by time, which has a keyframe everywhere', () => {
  const args = muxArguments({ layout: 'fragmented', video: null, hasAudio: true }, paths);
  expect(args).toContain('-frag_duration');
  expect(args.join(' ')).not.toContain('frag_keyframe');
});
