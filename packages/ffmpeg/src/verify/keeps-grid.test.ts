import type { Fragment } from '@reelmill/core';
import { expect, it } from 'vitest';
import { keepsGrid } from './keeps-grid.ts';

/** Pictures of a tenth of a second each, from a time on. */
const fragment = (fromSeconds: number, toSeconds: number): Fragment => ({
  baseTime: fromSeconds * 10,
  samples: Array.from({ length: Math.round((toSeconds - fromSeconds) * 10) }, (_, index) => ({
    ...{ durationTicks: 1, sizeBytes: 100, isSync: index === 0, compositionTicks: 2 },
  })),
});
/** The chunk of segments 2 and 3, from 4 s to 12 s. */
const chunk = { timescale: 10, delayTicks: 2, segmentSeconds: 4, firstSegment: 2, endTicks: 120 };

it('takes segments that begin where they were to begin', () => {
  expect(keepsGrid([fragment(4, 8), fragment(8, 12)], chunk)).toBe(true);
  expect(keepsGrid([fragment(4.3, 7), fragment(9.5, 12)], chunk)).toBe(true);
});

it('refuses one that reaches into the next: a keyframe is missing or late', () => {
  expect(keepsGrid([fragment(4, 12)], chunk)).toBe(false);
  expect(keepsGrid([fragment(4, 8.1), fragment(8.1, 12)], chunk)).toBe(false);
});

it('refuses more segments than the chunk has numbers for', () => {
  expect(keepsGrid([fragment(4, 6), fragment(6, 8), fragment(8, 12)], chunk)).toBe(false);
});
