import { expect, it } from 'vitest';
import { chooseTiles } from './choose-tiles.ts';

it('takes the keyframe before each wanted time, however containers round it', () => {
  expect(chooseTiles([0, 2, 4, 6.001, 8], [0, 3, 6, 9])).toEqual({
    positions: [0, 1, 3, 4],
    times: [0, 2, 6.001, 8],
  });
});

it('shows no picture twice', () => {
  expect(chooseTiles([0, 5], [0, 2, 4, 6])).toEqual({ positions: [0, 1], times: [0, 5] });
});

it('begins with the first picture, even when it comes late', () => {
  expect(chooseTiles([1.5, 5], [0, 2])).toEqual({ positions: [0], times: [1.5] });
  expect(chooseTiles([], [0, 2])).toEqual({ positions: [], times: [] });
});
