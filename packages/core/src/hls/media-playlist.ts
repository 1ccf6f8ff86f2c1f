import { byteRange, type KeyTag, keyTag } from './segment-tags.ts';

export interface PlaylistSegment {
  readonly uri: string;
  readonly durationSeconds: number;
  /** Of a file of many segments. */
  readonly range?: { readonly offsetBytes: number; readonly sizeBytes: number };
  /** What it is encrypted with. */
  readonly key?: KeyTag | undefined;
}

/**
 * A media playlist, RFC 8216 §4.3.3: finished (VOD), or one that grows at its end (EVENT); of fragmented MP4, or of
 * transport streams, which have no init segment.
 * EXT-X-VERSION 7: fMP4 with EXT-X-MAP outside I-frame playlists needs 6, 7 is what players expect of CMAF.
 */
export const mediaPlaylist = (playlist: {
  readonly initUri: string | null;
  /** How much of the file at `initUri` is the init segment; all of it unless given. */
  readonly initBytes?: number | undefined;
  readonly segments: readonly PlaylistSegment[];
  /** Each segment is one picture, for seeking at a glance (§4.3.3.6). */
  readonly isIFramesOnly?: boolean;
  readonly growing?: {
    /** What segments are cut to: the target duration may not change while a playlist grows (§6.2.1). */
    readonly segmentSeconds: number;
    /** Nothing is added any more. */
    readonly isComplete: boolean;
  };
}): string => {
  const { initUri, initBytes, segments, growing } = playlist;
  // §4.3.3.1: every EXTINF, rounded to the nearest integer, must be at most the target duration.
  const target = Math.max(
    1,
    growing?.segmentSeconds ?? 0,
    ...segments.map((segment) => Math.round(segment.durationSeconds)),
  );
  const initRange = initBytes && `,BYTERANGE="${byteRange({ offsetBytes: 0, sizeBytes: initBytes })}"`;
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${growing ? 'EVENT' : 'VOD'}`,
    // Players take what is not finished for a live broadcast and would join at its end.
    ...(growing ? ['#EXT-X-START:TIME-OFFSET=0'] : []),
    ...(playlist.isIFramesOnly ? ['#EXT-X-I-FRAMES-ONLY'] : ['#EXT-X-INDEPENDENT-SEGMENTS']),
    // In front of the first key: the init segment holds nothing to hide, and is not encrypted.
    ...(initUri === null ? [] : [`#EXT-X-MAP:URI="${initUri}"${initRange ?? ''}`]),
    ...segments.flatMap((segment, index) => [
      ...keyChange(segments[index - 1]?.key, segment.key),
      `#EXTINF:${segment.durationSeconds.toFixed(6)},`,
      ...(segment.range ? [`#EXT-X-BYTERANGE:${byteRange(segment.range)}`] : []),
      segment.uri,
    ]),
    ...(growing?.isComplete === false ? [] : ['#EXT-X-ENDLIST']),
  ]);
};

/** A key is for all segments that follow, until the next. */
const keyChange = (before: KeyTag | undefined, key: KeyTag | undefined): readonly string[] => {
  if (!key) return [];
  const tag = keyTag(key);
  return before && keyTag(before) === tag ? [] : [tag];
};

const lines = (text: readonly string[]): string => `${text.join('\n')}\n`;
