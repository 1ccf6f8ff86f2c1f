import {
  type EncodeVideoParams,
  HARDWARE_CODECS,
  HARDWARE_FAMILIES,
  type HardwareEncoder,
  type HardwareEncoding,
} from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { hardwareArguments } from './hardware-arguments.ts';
import { videoArguments } from './video-arguments.ts';

const buffer = { maxBitrateBps: 5_000_000, bufferBits: 10_000_000, initialFill: 0.9 };
const encodingOf = (encoder: HardwareEncoder): HardwareEncoding => ({
  encoder,
  like: encoder.startsWith('h264')
    ? { encoder: 'libx264', crf: 23, preset: 'veryfast', profile: 'high' }
    : { encoder: 'libx265', crf: 24, preset: 'medium', profile: 'main' },
});
const encoders = HARDWARE_FAMILIES.flatMap((family) =>
  HARDWARE_CODECS.map((codec): HardwareEncoder => `${codec}_${family}`),
);

describe('a chip', () => {
  it('is given the quality, rate and keyframes of the software it stands in for', async () => {
    const all = encoders.map(
      (encoder) => `${encoder}\n${asLines(hardwareArguments(encodingOf(encoder), buffer))}`,
    );
    await expect(all.join('\n')).toMatchFileSnapshot('./hardware.golden.txt');
  });

  it('is opened, and gets its pictures where it can read them', async () => {
    const params: EncodeVideoParams = {
      picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
      rung: { name: '720p', width: 1280, height: 720, maxBitrateBps: null },
      cascade: [{ width: 1280, height: 720 }],
      segmentSeconds: 4,
      firstSegment: 1,
      encoding: encodingOf('h264_vaapi'),
      resample: null,
      timeBase: { num: 1, den: 30 },
      startTicks: 0,
      endTicks: 300,
      delayTicks: 2,
      expectedFrames: 300,
      isWhole: true,
    };
    const range = { trackIndex: 0, decodeFromSeconds: null, startSeconds: 0, endSeconds: null };
    const args = videoArguments({ range, rungs: [params] }, { input: '/in/source', output: '/out' });
    await expect(asLines(args)).toMatchFileSnapshot('./vaapi.golden.txt');
  });
});
