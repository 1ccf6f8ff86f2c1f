import type { EncodeVideoParams, SourceRange } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { filterValue } from './compare-graph.ts';
import { measureArguments } from './measure-arguments.ts';

const rung = (width: number, height: number): EncodeVideoParams => ({
  picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
  rung: { name: `${height}p`, width, height, maxBitrateBps: null },
  cascade: [1080, 720, 480]
    .filter((side) => side >= height)
    .map((side) => ({ width: (side * 16) / 9, height: side })),
  segmentSeconds: 4,
  firstSegment: 3,
  encoding: { encoder: 'libx264', crf: 23, preset: 'veryfast', profile: 'high' },
  resample: null,
  timeBase: { num: 1, den: 30 },
  startTicks: 240,
  endTicks: 480,
  delayTicks: 2,
  expectedFrames: 240,
  isWhole: false,
});
const range: SourceRange = { trackIndex: 1, decodeFromSeconds: 6.5, startSeconds: 8.083, endSeconds: 16.083 };
const chunk = { range, rungs: [rung(1920, 1080), rung(1280, 720)] };
const paths = { input: '/in/source', output: '/out' };

describe('measureArguments', () => {
  it('brings the source to every rung as the encode did, and compares each on the encoder’s clock', async () => {
    const comparisons = chunk.rungs.map((params, at) => ({ rung: at, size: params.rung }));
    const argv = measureArguments({ chunk, comparisons, vmaf: false }, ['a.mp4', 'b.mp4'], paths);
    await expect(asLines(argv)).toMatchFileSnapshot('./measure.golden.txt');
  });

  it('compares a rung with the larger one’s source, scaled up', async () => {
    const [, small] = chunk.rungs;
    const comparisons = [{ rung: 0, size: { width: 1280, height: small?.rung.height ?? 0 } }];
    const argv = measureArguments({ chunk, comparisons, vmaf: false }, ['b.mp4'], paths);
    await expect(asLines(argv)).toMatchFileSnapshot('./upscaled.golden.txt');
  });

  it('has VMAF write a log of its own', async () => {
    const whole = {
      range: { ...range, decodeFromSeconds: null, endSeconds: null },
      rungs: [rung(1920, 1080)],
    };
    const comparisons = [{ rung: 0, size: { width: 1920, height: 1080 } }];
    const argv = measureArguments({ chunk: whole, comparisons, vmaf: true }, ['a.mp4'], paths);
    await expect(asLines(argv)).toMatchFileSnapshot('./vmaf.golden.txt');
  });
});

describe('a path in a filter graph', () => {
  it('is a path whatever it holds', () => {
    expect(filterValue('/out/scores.txt')).toBe('/out/scores.txt');
    expect(filterValue(`/a:b'c,d;[e]\\f`)).toBe(`/a\\\\:b\\\\\\'c\\,d\\;\\[e\\]\\\\\\\\f`);
  });
});
