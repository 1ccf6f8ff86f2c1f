import { describe, expect, it } from 'vitest';
import type { LadderSample } from '../steps/sample-ladder.ts';
import { chooseLadder } from './choose-ladder.ts';
import { planLadder } from './plan-ladder.ts';

const rungs = planLadder({ displayWidth: 1920, displayHeight: 1080, frameRate: 25 }, [1080, 720, 480, 240]);

/** A sample whose rungs lose so much at rate factor 23, and half as much again six steps later. */
const sample = (
  lost: number,
  kbps: Readonly<Record<string, number>>,
  upscaledLost: (lostByItself: number) => number = () => 0.2,
): LadderSample => ({
  durationSeconds: 2,
  tries: rungs.flatMap(({ name }, position) =>
    [23, 29, 35].map((crf, step) => ({
      rung: name,
      crf,
      sizeBytes: ((kbps[name] ?? 0) * 250) / 2 ** step,
      ssim: 1 - lost * 1.5 ** step,
      upscaledSsim: position === 0 ? null : 1 - upscaledLost(lost * 1.5 ** step),
    })),
  ),
});
const BUSY = { '1080p': 4000, '720p': 2500, '480p': 1200, '240p': 390 };
const CALM = { '1080p': 300, '720p': 150, '480p': 80, '240p': 30 };
const names = (samples: readonly LadderSample[], target = 0.97) =>
  chooseLadder(rungs, samples, target).rungs.map(({ rung }) => rung.name);

describe('a ladder chosen from samples', () => {
  it('gives every rung the highest rate factor at which the samples reach the target on average', () => {
    const easy = sample(0.01, BUSY);
    expect(chooseLadder(rungs, [easy], 0.985).rungs.map(({ crf }) => crf)).toEqual([29, 29, 29, 29]);
    const mixed = [sample(0.009, BUSY), sample(0.0109, BUSY)];
    expect(chooseLadder(rungs, mixed, 0.985).rungs.map(({ crf }) => crf)).toEqual([29, 29, 29, 29]);
  });

  it('stays near enough to the hardest sample for a correction to reach it', () => {
    const calm = sample(0.001, BUSY);
    const hard = sample(0.015, BUSY);
    expect(chooseLadder(rungs, [hard], 0.985).rungs[0]?.crf).toBe(23);
    expect(chooseLadder(rungs, [calm, calm, hard], 0.985).rungs[0]?.crf).toBe(26);
  });

  it('never gives a rung more bits than it would have without samples', () => {
    expect(chooseLadder(rungs, [sample(0.1, BUSY)], 0.97).rungs.map(({ crf }) => crf)).toEqual([
      23, 23, 23, 23,
    ]);
  });

  it('keeps the largest and the smallest where whoever can load the one can load the other', () => {
    expect(names([sample(0.001, CALM)])).toEqual(['1080p', '240p']);
    expect(names([sample(0.03, BUSY)])).toEqual(['1080p', '720p', '480p', '240p']);
  });

  it('goes by the sample that takes most', () => {
    expect(names([sample(0.03, CALM), sample(0.03, BUSY)])).toEqual(['1080p', '720p', '480p', '240p']);
  });

  it('leaves out a rung that the next one, scaled up, equals', () => {
    expect(names([sample(0.02, BUSY, (lost) => lost)], 0.97)).toEqual(['240p']);
    expect(names([sample(0.02, BUSY, (lost) => lost + 0.004)], 0.97)).toHaveLength(4);
    expect(names([sample(0.1, BUSY, (lost) => lost)], 0.97)).toHaveLength(4);
  });
});
