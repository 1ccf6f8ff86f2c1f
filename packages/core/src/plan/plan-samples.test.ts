import { describe, expect, it } from 'vitest';
import { planSamples } from './plan-samples.ts';
import { factsOf, probeOf, videoTrack } from './probe-fixtures.ts';

const wish = {
  keyPrefix: '',
  segmentSeconds: 4,
  resampleTo: null,
  rungs: [480, 360].map((height) => ({
    rung: { name: `${height}p`, width: (height * 16) / 9, height, maxBitrateBps: null },
    encoding: { encoder: 'libx264', crf: 23, preset: 'veryfast', profile: 'high' } as const,
  })),
};

/** A film of uneven rate whose every second begins with a picture that comes a tenth late. */
const uneven = (seconds: number) => {
  const video = videoTrack({
    averageFrameRate: { num: 30, den: 1 },
    constantFrameRate: null,
    timeBase: { num: 1, den: 600 },
    frameCount: seconds * 30,
    shownSeconds: seconds,
  });
  const index = factsOf(probeOf({ video: [video] })).videoIndex;
  if (!index) throw new Error('is made of pictures');
  const firstTicks = index.firstTicks.map((_, second) => (second === 0 ? 0 : second * 600 + 60));
  return { video, index: { ...index, firstTicks } };
};

describe('samples of a source', () => {
  it.each([7, 12, 13, 30, 61])(
    'of %i s of uneven pictures lie in one chunk each and hold pictures',
    (seconds) => {
      const { video, index } = uneven(seconds);
      const samples = planSamples(wish, [23, 29], video, index);
      expect(samples.length).toBeGreaterThan(1);
      for (const { params } of samples) {
        if (!('rungs' in params)) throw new Error('a sample has rungs');
        expect(params.rungs.map(({ rung }) => rung.name)).toEqual(['480p', '360p']);
        expect(new Set(params.rungs.map(({ startTicks }) => startTicks)).size).toBe(1);
        for (const { expectedFrames, startTicks, endTicks } of params.rungs) {
          expect(expectedFrames).toBeGreaterThan(0);
          expect(Math.floor(startTicks / 2400)).toBe(Math.floor((endTicks - 1) / 2400));
        }
      }
    },
  );

  it.each([
    [3, [0]],
    [4, [0]],
    [5, [0]],
    [8, [0, 4]],
    [10, [0, 4, 8]],
    [60, [8, 28, 48]],
  ])('of %i s are of its thirds, and of none that is hardly more than a keyframe', (seconds, starts) => {
    const { video, index } = uneven(seconds);
    const samples = planSamples(wish, [23], video, index);
    expect(
      samples.map(({ params }) => 'rungs' in params && (params.rungs[0]?.startTicks ?? 0) / 600),
    ).toEqual(starts.map((second) => (second === 0 ? 0 : expect.closeTo(second, 0))));
  });
});
