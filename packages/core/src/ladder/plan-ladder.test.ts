import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepOneFrameIn, planLadder, RUNG_SHORT_SIDES } from './plan-ladder.ts';

const sizes = (displayWidth: number, displayHeight: number, frameRate: number | null = 30): string[] =>
  planLadder({ displayWidth, displayHeight, frameRate }, RUNG_SHORT_SIDES).map(
    (rung) => `${rung.width}x${rung.height}`,
  );

describe('planLadder', () => {
  it('gives 1080p every rung', () => {
    expect(sizes(1920, 1080)).toEqual(['1920x1080', '1280x720', '854x480', '640x360', '426x240']);
  });

  it('gives a portrait phone clip the same qualities, measured by its short side', () => {
    expect(sizes(1080, 1920)).toEqual(['1080x1920', '720x1280', '480x854', '360x640', '240x426']);
  });

  it('stops at 1080 for larger sources', () => {
    expect(sizes(3840, 2160)[0]).toBe('1920x1080');
  });

  it('keeps the size of a source that lies between two rungs', () => {
    expect(sizes(960, 540)).toEqual(['960x540', '854x480', '640x360', '426x240']);
  });

  it('does not add a rung of nearly the same size', () => {
    expect(sizes(880, 496)[0]).toBe('852x480');
  });

  it('keeps a source smaller than the smallest rung at its own, even size', () => {
    expect(sizes(161, 121)).toEqual(['160x120']);
    expect(sizes(1, 1)).toEqual(['2x2']);
  });

  it('measures very wide sources by their short side and keeps them decodable', () => {
    expect(sizes(3026, 1386)[0]).toBe('2358x1080');
    expect(sizes(8000, 1080)[0]).toBe('4096x552');
  });

  it('allows high frame rates more bits', () => {
    const [slow, fast] = [30, 60].map(
      (frameRate) => planLadder({ displayWidth: 1920, displayHeight: 1080, frameRate }, [1080])[0],
    );
    expect(fast?.maxBitrateBps).toBe((slow?.maxBitrateBps ?? 0) * 1.5);
  });

  it('never upscales, is even, and falls from rung to rung, for every source', () => {
    const side = fc.integer({ min: 2, max: 8192 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.subarray([...RUNG_SHORT_SIDES], { minLength: 1 }),
        (width, height, wanted) => {
          const rungs = planLadder({ displayWidth: width, displayHeight: height, frameRate: 30 }, wanted);
          expect(rungs.length).toBeGreaterThan(0);
          for (const rung of rungs) {
            expect(rung.width).toBeLessThanOrEqual(width);
            expect(rung.height).toBeLessThanOrEqual(height);
            expect([rung.width % 2, rung.height % 2]).toEqual([0, 0]);
          }
          const names = rungs.map((rung) => rung.name);
          expect(new Set(names).size).toBe(names.length);
          const areas = rungs.map((rung) => rung.width * rung.height);
          expect(areas).toEqual([...areas].sort((a, b) => b - a));
          const caps = rungs.map((rung) => rung.maxBitrateBps);
          expect(caps).toEqual([...caps].sort((a, b) => (b ?? 0) - (a ?? 0)));
        },
      ),
    );
  });
});

describe('keepOneFrameIn', () => {
  it('keeps up to 60 frames a second and halves what is above', () => {
    const keep = (num: number, den = 1) => keepOneFrameIn({ num, den });
    expect([keep(24), keep(60), keep(60_002, 1000), keep(90), keep(120), keep(1000)]).toEqual([
      1, 1, 1, 2, 2, 32,
    ]);
    expect(keepOneFrameIn(null)).toBe(1);
  });
});
