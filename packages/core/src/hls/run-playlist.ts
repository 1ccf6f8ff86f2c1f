import type { RunSegment, SegmentRun } from '../steps/segment-run.ts';
import { mediaPlaylist, type PlaylistSegment } from './media-playlist.ts';
import type { KeyTag } from './segment-tags.ts';
import { TEXT_FILE } from './stream-playlist.ts';

/** Where a stream's licence is asked for, seen from its multivariant playlist or manifest. */
export const LICENSE_PATH = 'license';

/** Where the key of that number is, seen from there. */
export const keyPath = (number: number): string => `keys/${number}`;

/** The media playlist of a rendition, which lies beside its segments in a folder of the stream's. */
export const runPlaylist = (run: SegmentRun): string =>
  mediaPlaylist({
    ...initOf(run),
    segments: run.segments.map((segment) => ({ ...addressOf(segment), key: keyOf(run, segment) })),
  });

/** The media playlist of a text, which is one file beside it. */
export const textPlaylist = (durationSeconds: number): string =>
  mediaPlaylist({ initUri: null, segments: [{ uri: TEXT_FILE, durationSeconds }] });

/** Part of a segment that is enough to show its first picture. */
export interface KeyframeRange {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/** The same rendition as its keyframes alone, each shown as long as its segment (RFC 8216 §4.3.3.6). */
export const iFramePlaylist = (run: SegmentRun, keyframes: readonly KeyframeRange[]): string =>
  mediaPlaylist({
    ...initOf(run),
    isIFramesOnly: true,
    segments: run.segments.flatMap((segment, index) => {
      const range = keyframes[index];
      return range ? [{ ...addressOf(segment), range, key: keyOf(run, segment) }] : [];
    }),
  });

/** Transport streams bring what a decoder must know in every segment. */
const initOf = (run: SegmentRun) => ({
  initUri: run.init === '' ? null : fileName(run.init),
  initBytes: run.initBytes,
});

const addressOf = ({ path, durationSeconds, offsetBytes, sizeBytes }: RunSegment): PlaylistSegment => ({
  uri: fileName(path),
  durationSeconds,
  ...(offsetBytes === undefined ? {} : { range: { offsetBytes, sizeBytes } }),
});

const keyOf = ({ encryption }: SegmentRun, { key }: RunSegment): KeyTag | undefined => {
  if (key) return { method: 'AES-128', uri: `../${keyPath(key.number)}`, ivHex: key.ivHex, keyFormat: null };
  if (!encryption) return undefined;
  return {
    method: encryption.scheme === 'cenc' ? 'SAMPLE-AES-CTR' : 'SAMPLE-AES',
    uri: `../${LICENSE_PATH}`,
    ivHex: null,
    keyFormat: 'org.w3.clearkey',
  };
};

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
