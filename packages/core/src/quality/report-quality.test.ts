import { describe, expect, it } from 'vitest';
import type { Analysis } from '../steps/analyse.ts';
import type { ChunkQuality } from '../steps/measure-quality.ts';
import { psnrDb } from './quality-score.ts';
import { qualityFacts, reportQuality } from './report-quality.ts';
import { scoreBySecond, scoreOfFrames } from './score-by-second.ts';

const source: Analysis = {
  durationSeconds: 12,
  black: [{ startSeconds: 1, endSeconds: 2.5 }],
  freezes: [],
  silences: [],
  loudness: null,
};

/** Four pictures a second, the same score all through a second. */
const chunk = (rung: string, startSeconds: number, ssims: readonly number[]): ChunkQuality => {
  const frames = ssims.flatMap((ssim, second) =>
    [0, 1, 2, 3].map((quarter) => ({
      atSeconds: startSeconds + second + quarter / 4,
      ssim,
      mse: 2,
      vmaf: null,
    })),
  );
  return {
    ...scoreOfFrames(frames),
    ...{ rung, width: rung === '720p' ? 1280 : 426, height: rung === '720p' ? 720 : 240 },
    ...{ startSeconds, durationSeconds: ssims.length, sizeBytes: 1000, crf: 23, encodes: 1, limit: null },
    seconds: [...scoreBySecond(frames)],
  };
};

const report = reportQuality(
  { of: 'hls', targetSsim: 0.95 },
  [
    { ...chunk('240p', 4, [0.99, 0.98, 0.97, 0.97, 0.8, 0.79, 0.9, 0.9]), limit: 'bitrate-cap' },
    chunk(
      '720p',
      4,
      Array.from({ length: 8 }, () => 0.98),
    ),
    chunk('240p', 0, [0.99, 0.99, 0.99, 0.9]),
    chunk(
      '720p',
      0,
      Array.from({ length: 4 }, () => 0.98),
    ),
  ],
  source,
);

describe('a report on quality', () => {
  it('joins the chunks of every rendition in time, the largest first', () => {
    expect(report.renditions.map(({ name }) => name)).toEqual(['720p', '240p']);
    expect(report.renditions[1]).toMatchObject({ sizeBytes: 2000, lowestSsim: 0.79, psnrDb: psnrDb(2) });
    expect(report.renditions[1]?.series.map(({ ssim }) => ssim)).toEqual([
      0.99, 0.99, 0.99, 0.9, 0.99, 0.98, 0.97, 0.97, 0.8, 0.79, 0.9, 0.9,
    ]);
    expect(report.renditions[1]?.ssim).toBeCloseTo(0.9308, 4);
  });

  it('names the worst moments, worst first, not the same one twice', () => {
    expect(report.renditions[1]?.worst.map(({ atSeconds }) => atSeconds).slice(0, 2)).toEqual([9, 3]);
  });

  it('counts the chunks that stayed below the target, and says what keeps them there', () => {
    expect(qualityFacts(report, 'report.json')).toMatchObject({
      chunksBelowTarget: 1,
      renditions: [
        { name: '720p', chunksBelowTarget: 0, limits: [] },
        { name: '240p', chunksBelowTarget: 1, limits: ['bitrate-cap'] },
      ],
      source: { black: { count: 1, seconds: 1.5 }, freezes: { count: 0, seconds: 0 } },
    });
  });

  it('puts a second together that two chunks share', () => {
    const split = reportQuality(
      { of: 'hls', targetSsim: null },
      [chunk('240p', 0, [0.9]), { ...chunk('240p', 0, [1]), startSeconds: 0.5 }],
      source,
    );
    expect(split.renditions[0]?.series).toEqual([
      { atSeconds: 0, ssim: 0.95, lowestSsim: 0.9, psnrDb: psnrDb(2) },
    ]);
  });
});

describe('equal pictures', () => {
  it('have a signal-to-noise ratio that JSON can hold', () => {
    expect(psnrDb(0)).toBe(100);
    expect(psnrDb(1)).toBeCloseTo(48.13, 2);
  });
});
