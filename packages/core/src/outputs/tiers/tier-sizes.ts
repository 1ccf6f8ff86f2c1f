import { scaledSize, scaleIntoBox } from '../../ladder/fit-size.ts';
import type { LadderSource, PictureSize } from '../../ladder/plan-ladder.ts';

/** Of moving pictures, largest first. */
export const VIDEO_TIERS = ['4k', '3k', 'hd', 'sd'] as const;
export type VideoTier = (typeof VIDEO_TIERS)[number];

const BOXES: Readonly<Record<Exclude<VideoTier, 'sd'>, PictureSize>> = {
  '4k': { width: 3840, height: 2160 },
  '3k': { width: 2560, height: 1440 },
  hd: { width: 1920, height: 1080 },
};

/** Width and height of the smallest tier together: 722×406 for 16:9, and below 1200 in every shape (docs/decisions/0017). */
const SD_WIDTH_AND_HEIGHT = 1128;

/** The tier's size at the source's shape; undefined where the source would have to be enlarged. SD is never missing. */
export const tierSize = (tier: VideoTier, source: LadderSource): PictureSize | undefined => {
  if (tier === 'sd')
    return scaledSize(source, SD_WIDTH_AND_HEIGHT / (source.displayWidth + source.displayHeight));
  const scale = scaleIntoBox(source, BOXES[tier]);
  return scale > 1 ? undefined : scaledSize(source, scale);
};
