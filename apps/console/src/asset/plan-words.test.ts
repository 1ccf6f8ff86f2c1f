import type { ExplainedStep, PlanExplanation } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { planReasons, planSentence } from './plan-words.ts';

const step = (key: string, over: Partial<ExplainedStep> = {}): ExplainedStep => ({
  key,
  kind: 'encode-video',
  lane: 'cpu',
  work: 1,
  expected: 'cached',
  waitsFor: [],
  why: null,
  ...over,
});
const changed = (key: string, after: number): ExplainedStep =>
  step(key, {
    expected: 'run',
    why: {
      reason: 'changed',
      comparedWith: { jobId: 'job_AAAAAAAAAAAAAAAAAAAAAA', stepKey: key },
      changes: [{ field: 'params.video.crf', before: 23, after }],
    },
  });
const planOf = (...steps: ExplainedStep[]): PlanExplanation => ({
  recipeName: 'web',
  isWhole: true,
  steps,
  notes: [],
});

describe('the sentence on a plan', () => {
  it('counts what is there, what would run, and what may follow', () => {
    const follows = step('package-hls', { expected: 'unknown', waitsFor: ['b'] });
    expect(planSentence(planOf(step('a'), changed('b', 21), follows))).toBe(
      '1 of 3 steps are there; 1 would run, and 1 more if they come out differently.',
    );
    expect(planSentence(planOf(step('a'), changed('b', 21)))).toBe('1 of 2 steps are there; 1 would run.');
    expect(planSentence(planOf(step('a'), step('b')))).toBe('All 2 steps are there: nothing would run.');
  });

  it('promises nothing of a file that was not looked at', () => {
    const probe = step('probe', {
      kind: 'probe',
      expected: 'run',
      why: { reason: 'new', comparedWith: null, changes: [] },
    });
    expect(planSentence({ ...planOf(probe), isWhole: false })).toContain('looked at first');
  });

  it('says that more follows once samples of the video are measured', () => {
    const sample = step('sample-1', { kind: 'sample-ladder', expected: 'run' });
    expect(planSentence({ ...planOf(step('probe'), sample), isWhole: false })).toBe(
      '1 of 2 steps are there; 1 would run. More steps follow from what these find out.',
    );
  });
});

describe('the reasons of a plan', () => {
  it('are told once for all steps that share them', () => {
    const lost = step('poster', {
      expected: 'run',
      why: { reason: 'lost', comparedWith: null, changes: [] },
    });
    expect(
      planReasons(planOf(step('probe'), lost, changed('b', 21), changed('c', 21), changed('d', 30))),
    ).toEqual([
      { steps: 'poster', because: 'what it made is gone from the store' },
      { steps: 'b and 1 more', because: 'params.video.crf: 23 → 21' },
      { steps: 'd', because: 'params.video.crf: 23 → 30' },
    ]);
  });
});
