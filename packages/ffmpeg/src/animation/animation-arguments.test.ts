import type { AnimateParams } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { asLines } from '../process/as-lines.ts';
import { type AnimationRequest, animationArguments, paletteArguments } from './animation-arguments.ts';
import { readGif, readWebp } from './read-animation.ts';

const request = (overrides: Partial<AnimateParams>): AnimationRequest => ({
  params: {
    container: 'gif',
    fileName: 'gif.gif',
    picture: { deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
    width: 480,
    height: 270,
    frameRate: { num: 12, den: 1 },
    plays: 0,
    startSeconds: 1.5,
    durationSeconds: 4,
    ...overrides,
  },
  trackIndex: 0,
  firstFrameSeconds: 0.04,
});
const paths = { input: '/in/source', output: '/out' };

describe('the commands that make animations', () => {
  it('choose the colours of a GIF first, then use them', async () => {
    const args = [...paletteArguments(request({}), paths), ...animationArguments(request({}), paths)];
    await expect(asLines(args)).toMatchFileSnapshot('./gif.golden.txt');
  });

  it('write a WebP in one go', async () => {
    const args = animationArguments(request({ container: 'webp', startSeconds: 0 }), paths);
    await expect(asLines(args)).toMatchFileSnapshot('./webp.golden.txt');
  });

  it.each([
    ['gif', 0, '0'],
    ['gif', 1, '-1'],
    ['gif', 3, '2'],
    ['webp', 3, '3'],
  ] as const)('play a %s %i times', (container, plays, loop) => {
    const args = animationArguments(request({ container, plays }), paths);
    expect(args[args.indexOf('-loop') + 1]).toBe(loop);
  });
});

describe('an animation that was made', () => {
  it('is refused when it is cut off or something else', () => {
    const gif = new Uint8Array([...new TextEncoder().encode('GIF89a'), 2, 0, 2, 0, 0, 0, 0, 0x2c]);
    expect(readGif(gif)).toBeUndefined();
    expect(readGif(new Uint8Array(20))).toBeUndefined();
    expect(readWebp(new TextEncoder().encode('RIFF....WEBPVP8X'))).toBeUndefined();
  });
});
