import { type Fragment, presentationTicks } from '@reelmill/core';

/** As much as keyframes are asked for early. */
const SLACK_SECONDS = 0.0005;

/**
 * Whether no segment reaches over a line of the grid of segment lengths, and there are no more segments than lines: with
 * keyframes where they were asked for there are not. `fragments` are at their places in the whole.
 */
export const keepsGrid = (
  fragments: readonly Fragment[],
  grid: {
    readonly timescale: number;
    readonly delayTicks: number;
    readonly segmentSeconds: number;
    readonly firstSegment: number;
    readonly endTicks: number;
  },
): boolean => {
  const cellOf = (ticks: number): number =>
    Math.floor((ticks / grid.timescale + SLACK_SECONDS) / grid.segmentSeconds);
  const endSeconds = grid.endTicks / grid.timescale;
  const cells = Math.ceil(endSeconds / grid.segmentSeconds - SLACK_SECONDS) - (grid.firstSegment - 1);
  return (
    fragments.length <= Math.max(1, cells) &&
    fragments.every((fragment) => {
      const shown = presentationTicks(fragment).map((ticks) => ticks - grid.delayTicks);
      return cellOf(Math.min(...shown)) === cellOf(Math.max(...shown));
    })
  );
};
