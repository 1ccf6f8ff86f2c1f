import type { PictureParams } from '@reelmill/core';

/** In front of an input: who decodes a track of pictures whose transparency ffmpeg's own decoder would leave out. Pure. */
export const alphaDecoder = ({ alphaDecoder: name }: PictureParams, trackIndex: number): readonly string[] =>
  name ? [`-c:${trackIndex}`, name] : [];
