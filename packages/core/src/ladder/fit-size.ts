import type { PictureSize } from './plan-ladder.ts';

/** As a viewer sees it, in pixels. */
interface Shown {
  readonly displayWidth: number;
  readonly displayHeight: number;
}

/** The source scaled by a factor of at most 1, to even sizes that are not larger than it; 2 at least. */
export const scaledSize = ({ displayWidth, displayHeight }: Shown, scale: number): PictureSize => ({
  width: evenWithin(displayWidth * Math.min(1, scale), displayWidth),
  height: evenWithin(displayHeight * Math.min(1, scale), displayHeight),
});

/** By how much a source is scaled to fill a box, which is turned the way the source lies. Above 1 it would be enlarged. */
export const scaleIntoBox = ({ displayWidth, displayHeight }: Shown, box: PictureSize): number => {
  const isPortrait = displayHeight > displayWidth;
  const [width, height] = isPortrait ? [box.height, box.width] : [box.width, box.height];
  return Math.min(width / displayWidth, height / displayHeight);
};

const evenWithin = (size: number, limit: number): number => {
  const nearest = Math.round(size / 2) * 2;
  return Math.max(2, nearest > limit ? nearest - 2 : nearest);
};
