import { open } from 'node:fs/promises';
import type { StoryboardGrid } from '@reelmill/core';

/** Of one picture in 4:2:0 with even sides. */
export const tileBytes = ({ tileWidth, tileHeight }: StoryboardGrid): number =>
  (tileWidth * tileHeight * 3) / 2;

/** Copies some tiles of a file into another, one at a time. */
export const writeTiles = async (
  from: string,
  positions: readonly number[],
  grid: StoryboardGrid,
  to: string,
): Promise<void> => {
  const tile = new Uint8Array(tileBytes(grid));
  const source = await open(from, 'r');
  const target = await open(to, 'w');
  try {
    for (const position of positions) {
      const { bytesRead } = await source.read(tile, 0, tile.length, position * tile.length);
      if (bytesRead !== tile.length) throw new Error('the file of tiles was cut while it was read');
      await target.write(tile);
    }
  } finally {
    await source.close();
    await target.close();
  }
};
