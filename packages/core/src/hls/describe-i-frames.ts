import type { VideoFacts } from '../steps/encode-video.ts';
import type { IFrameVariant } from './multivariant-playlist.ts';
import type { KeyframeRange } from './run-playlist.ts';
import { averageBitrate, iFramePlaylistPath, peakBitrate } from './stream-playlist.ts';

/** How a rendition's keyframes are announced, with the bitrate they take alone when shown one a segment. */
export const describeIFrames = (
  { name, width, height, run }: VideoFacts,
  keyframes: readonly KeyframeRange[],
): IFrameVariant => {
  const alone = {
    durationSeconds: run.durationSeconds,
    segments: run.segments.map(({ durationSeconds }, index) => ({
      durationSeconds,
      sizeBytes: keyframes[index]?.sizeBytes ?? 0,
    })),
  };
  return {
    uri: iFramePlaylistPath(name),
    peakBitrateBps: peakBitrate(alone),
    averageBitrateBps: averageBitrate(alone),
    ...{ codec: run.codec, width, height },
  };
};
