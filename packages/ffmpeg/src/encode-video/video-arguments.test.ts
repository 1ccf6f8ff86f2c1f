import type { EncodeVideoParams, SourceRange } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { videoArguments } from './video-arguments.ts';

const params = (width: number, height: number, maxBitrateBps: number): EncodeVideoParams => ({
  picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
  rung: { name: `${height}p`, width, height, maxBitrateBps },
  cascade: [1080, 720, 480]
    .filter((side) => side >= height)
    .map((side) => ({ width: (side * 16) / 9, height: side })),
  segmentSeconds: 4,
  firstSegment: 1,
  encoding: { encoder: 'libx264', crf: 23, preset: 'veryfast', profile: 'high' },
  resample: null,
  timeBase: { num: 1, den: 30 },
  startTicks: 0,
  endTicks: 300,
  delayTicks: 2,
  expectedFrames: 300,
  isWhole: true,
});
const range: SourceRange = { trackIndex: 0, decodeFromSeconds: null, startSeconds: 0, endSeconds: null };
const paths = { input: '/in/source', output: '/out' };

describe('videoArguments', () => {
  it('writes the whole command of an ordinary ladder', async () => {
    const rungs = [params(1920, 1080, 5_000_000), params(1280, 720, 2_800_000)];
    await expect(asLines(videoArguments({ range, rungs }, paths))).toMatchFileSnapshot('./ladder.golden.txt');
  });

  it('cuts a chunk out of the middle, between two pictures', async () => {
    const middle = { trackIndex: 1, decodeFromSeconds: 6.5, startSeconds: 8.083, endSeconds: 16.083 };
    const rung = {
      ...params(1280, 720, 2_800_000),
      firstSegment: 3,
      startTicks: 240,
      endTicks: 480,
      isWhole: false,
    };
    await expect(asLines(videoArguments({ range: middle, rungs: [rung] }, paths))).toMatchFileSnapshot(
      './chunk.golden.txt',
    );
  });

  it.each([
    ['-x264-params', { encoder: 'libx264', crf: 23, preset: 'fast', profile: 'baseline' }],
    ['-x265-params', { encoder: 'libx265', crf: 22, preset: 'fast', profile: 'main' }],
  ] as const)('writes the same header in every chunk that is made of a chunk: %s', (option, encoding) => {
    const rung = { ...params(1280, 720, 2_800_000), encoding, frameRate: { num: 30_000, den: 1001 } };
    const args = videoArguments({ range, rungs: [rung] }, paths);
    expect(args[args.indexOf(option) + 1]).toContain('fps=30000/1001');
  });

  it('tone-maps, deinterlaces and halves the rate of hard sources', async () => {
    const rung: EncodeVideoParams = {
      ...params(1280, 720, 2_800_000),
      picture: { deinterlace: true, toneMap: true, isFullRange: true, keepOneFrameIn: 2 },
      timeBase: { num: 1, den: 600 },
    };
    await expect(asLines(videoArguments({ range, rungs: [rung] }, paths))).toMatchFileSnapshot(
      './hard-source.golden.txt',
    );
  });

  it('keeps a high dynamic range in 10 bits, and says how bright it is', async () => {
    const hdr = {
      transfer: 'pq',
      masteringDisplay: {
        ...{ red: { x: 0.708, y: 0.292 }, green: { x: 0.17, y: 0.797 }, blue: { x: 0.131, y: 0.046 } },
        ...{ whitePoint: { x: 0.3127, y: 0.329 }, minLuminance: 0.005, maxLuminance: 1000 },
      },
      contentLight: { maxCll: 1000, maxFall: 400 },
    } as const;
    const rung: EncodeVideoParams = {
      ...params(1280, 720, 2_800_000),
      encoding: { encoder: 'libx265', crf: 22, preset: 'fast', profile: 'main10', hdr },
    };
    await expect(asLines(videoArguments({ range, rungs: [rung] }, paths))).toMatchFileSnapshot(
      './hdr.golden.txt',
    );
  });

  it('puts transparent pictures on black', () => {
    const picture = {
      deinterlace: false,
      hasAlpha: true,
      toneMap: false,
      isFullRange: false,
      keepOneFrameIn: 1,
    } as const;
    const argv = videoArguments({ range, rungs: [{ ...params(1280, 720, 2_800_000), picture }] }, paths);
    expect(argv[argv.indexOf('-filter_complex') + 1]).toContain('format=yuva444p,premultiply=inplace=1[');
  });

  it('writes a header that does not depend on the rate factor where chunks may have others', () => {
    const argv = (more: Partial<EncodeVideoParams>) =>
      videoArguments({ range, rungs: [{ ...params(1280, 720, 2_800_000), ...more }] }, paths);
    expect(argv({ targetSsim: 0.97 })).toContain('vbv-init=0.9:stitchable=1');
    expect(argv({})).toContain('vbv-init=0.9');
  });

  it('brings pictures to another rate, which begins before the chunk does', async () => {
    const middle = { trackIndex: 0, decodeFromSeconds: 2, startSeconds: 4.011, endSeconds: 8.008 };
    const rung: EncodeVideoParams = {
      ...params(854, 480, 1_400_000),
      resample: { rate: { num: 10, den: 1 }, phaseSeconds: 0.011 },
      timeBase: { num: 1, den: 10 },
      firstSegment: 2,
      startTicks: 40,
      endTicks: 80,
      expectedFrames: 40,
      isWhole: false,
    };
    await expect(asLines(videoArguments({ range: middle, rungs: [rung] }, paths))).toMatchFileSnapshot(
      './resampled.golden.txt',
    );
  });

  it('writes HEVC for a decoder of its own, the same on any number of cores', async () => {
    const rung: EncodeVideoParams = {
      ...params(1280, 720, 2_800_000),
      rung: { name: '720p', width: 1280, height: 720, maxBitrateBps: null },
      encoding: { encoder: 'libx265', crf: 22, preset: 'medium', profile: 'main' },
    };
    await expect(asLines(videoArguments({ range, rungs: [rung] }, paths))).toMatchFileSnapshot(
      './hevc.golden.txt',
    );
  });

  it('scales a rung the same way whichever others are asked for', () => {
    const graphOf = (...rungs: EncodeVideoParams[]): string => {
      const args = videoArguments({ range, rungs }, paths);
      return args[args.indexOf('-filter_complex') + 1] ?? '';
    };
    const small = params((480 * 16) / 9, 480, 1_400_000);
    const scales = (graph: string): readonly string[] => graph.match(/scale=[\d.]+:\d+/g) ?? [];
    expect(scales(graphOf(small))).toEqual(scales(graphOf(params(1920, 1080, 5_000_000), small)));
  });
});
