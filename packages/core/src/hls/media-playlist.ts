export interface PlaylistSegment {
  readonly uri: string;
  readonly durationSeconds: number;
}

/**
 * A media playlist of fragmented MP4 segments, RFC 8216 §4.3.3: finished (VOD), or one that grows at its end (EVENT).
 * EXT-X-VERSION 7: fMP4 with EXT-X-MAP outside I-frame playlists needs 6, 7 is what players expect of CMAF.
 */
export const mediaPlaylist = (playlist: {
  readonly initUri: string;
  readonly segments: readonly PlaylistSegment[];
  readonly growing?: {
    /** What segments are cut to: the target duration may not change while a playlist grows (§6.2.1). */
    readonly segmentSeconds: number;
    /** Nothing is added any more. */
    readonly isComplete: boolean;
  };
}): string => {
  const { initUri, segments, growing } = playlist;
  // §4.3.3.1: every EXTINF, rounded to the nearest integer, must be at most the target duration.
  const target = Math.max(
    1,
    growing?.segmentSeconds ?? 0,
    ...segments.map((segment) => Math.round(segment.durationSeconds)),
  );
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${growing ? 'EVENT' : 'VOD'}`,
    // Players take what is not finished for a live broadcast and would join at its end.
    ...(growing ? ['#EXT-X-START:TIME-OFFSET=0'] : []),
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${initUri}"`,
    ...segments.flatMap((segment) => [`#EXTINF:${segment.durationSeconds.toFixed(6)},`, segment.uri]),
    ...(growing?.isComplete === false ? [] : ['#EXT-X-ENDLIST']),
  ]);
};

const lines = (text: readonly string[]): string => `${text.join('\n')}\n`;
