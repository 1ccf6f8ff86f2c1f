export interface PlaylistSegment {
  readonly uri: string;
  readonly durationSeconds: number;
}

/**
 * A finished (VOD) media playlist of fragmented MP4 segments, RFC 8216 §4.3.3.
 * EXT-X-VERSION 7: fMP4 with EXT-X-MAP outside I-frame playlists needs 6, 7 is what players expect of CMAF.
 */
export const mediaPlaylist = (playlist: {
  readonly initUri: string;
  readonly segments: readonly PlaylistSegment[];
}): string => {
  // §4.3.3.1: every EXTINF, rounded to the nearest integer, must be at most the target duration.
  const target = Math.max(1, ...playlist.segments.map((segment) => Math.round(segment.durationSeconds)));
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${playlist.initUri}"`,
    ...playlist.segments.flatMap((segment) => [
      `#EXTINF:${segment.durationSeconds.toFixed(6)},`,
      segment.uri,
    ]),
    '#EXT-X-ENDLIST',
  ]);
};

const lines = (text: readonly string[]): string => `${text.join('\n')}\n`;
