import type { AudioFacts } from '../steps/encode-audio.ts';
import type { VideoFacts } from '../steps/encode-video.ts';
import type { Rendition, TextLabel, TrackLabel } from '../steps/package-hls.ts';
import type { RunSegment, SegmentRun } from '../steps/segment-run.ts';
import { type IFrameVariant, multivariantPlaylist, type Variant } from './multivariant-playlist.ts';

/** Where the media playlist of a rendition lies, seen from the multivariant playlist. */
export const playlistPath = (renditionName: string): string => `${renditionName}/playlist.m3u8`;

/** Where the playlist of a rendition's keyframes lies. */
export const iFramePlaylistPath = (renditionName: string): string => `${renditionName}/keyframes.m3u8`;

/** The folder of the sound, which is a rendition group of its own beside pictures. */
export const AUDIO_RENDITION = 'audio';

/** Where the one file of a text lies, beside its playlist. */
export const TEXT_FILE = 'subtitles.vtt';

/**
 * What has been made of a stream, largest rung first, with its bitrates as measured. Whichever sound is chosen, the largest
 * of them fits in (RFC 8216 §4.3.4.2).
 */
export const describeRenditions = (
  video: readonly VideoFacts[],
  audio: readonly AudioFacts[],
): readonly Rendition[] => {
  const [first] = audio;
  if (video.length === 0) return first ? [describe(first.name, null, first.run, [])] : [];
  const sounds = audio.map(({ run }) => run);
  return video.map((rendition) => describe(rendition.name, rendition, rendition.run, sounds));
};

/** The multivariant playlist over media playlists that lie beside it, in folders by the names of their renditions. */
export const streamPlaylist = (stream: {
  readonly renditions: readonly Rendition[];
  /** Sounds to choose from, the default one in front: beside pictures, or several without. */
  readonly audio: readonly (TrackLabel & { readonly channels: number })[];
  readonly text?: readonly TextLabel[];
  readonly iFrames?: readonly IFrameVariant[];
}): string =>
  multivariantPlaylist({
    audio: stream.audio.map(({ name, label, ...audio }) => ({
      uri: playlistPath(name),
      name: label,
      ...audio,
    })),
    text: (stream.text ?? []).map(({ name, label, ...text }) => ({
      uri: playlistPath(name),
      name: label,
      ...text,
    })),
    variants: stream.renditions.map(variantOf),
    iFrames: stream.iFrames ?? [],
  });

const describe = (
  name: string,
  picture: { readonly width: number; readonly height: number } | null,
  run: SegmentRun,
  sounds: readonly SegmentRun[],
): Rendition => ({
  name,
  width: picture?.width ?? null,
  height: picture?.height ?? null,
  frameRate: picture && run.sampleCount > 1 ? run.sampleCount / run.durationSeconds : null,
  codecs: [...new Set([run.codec, ...sounds.map(({ codec }) => codec)])].join(','),
  peakBitrateBps: Math.ceil(peakBitrate(run) + Math.max(0, ...sounds.map(peakBitrate))),
  averageBitrateBps: Math.ceil(averageBitrate(run) + Math.max(0, ...sounds.map(averageBitrate))),
  sizeBytes: sizeOf(run),
});

const variantOf = (rendition: Rendition): Variant => ({
  uri: playlistPath(rendition.name),
  peakBitrateBps: rendition.peakBitrateBps,
  averageBitrateBps: rendition.averageBitrateBps,
  codecs: rendition.codecs.split(','),
  picture:
    rendition.width !== null && rendition.height !== null
      ? { width: rendition.width, height: rendition.height, frameRate: rendition.frameRate }
      : null,
});

/** What bitrates are counted from. */
interface BitrateRun {
  readonly durationSeconds: number;
  readonly segments: readonly Pick<RunSegment, 'durationSeconds' | 'sizeBytes'>[];
}

const sizeOf = (run: BitrateRun): number => run.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);

/**
 * RFC 8216 §4.3.4.2: the largest bitrate of any run of segments that lasts half to one and a half target durations, so
 * that a sliver at the end counts with its neighbour and not alone.
 */
export const peakBitrate = (run: BitrateRun): number => {
  const target = Math.max(...run.segments.map((segment) => segment.durationSeconds));
  let peak = averageBitrate(run);
  for (const first of run.segments.keys()) {
    let seconds = 0;
    let bytes = 0;
    for (const segment of run.segments.slice(first, first + MOST_SEGMENTS_IN_A_RUN)) {
      seconds += segment.durationSeconds;
      bytes += segment.sizeBytes;
      if (seconds > target * 1.5) break;
      if (seconds >= target * 0.5) peak = Math.max(peak, (bytes * 8) / seconds);
    }
  }
  return peak;
};

/** Slivers of a tenth of a segment at the least: more of them in a row would not reach the window's end. */
const MOST_SEGMENTS_IN_A_RUN = 15;

export const averageBitrate = (run: BitrateRun): number =>
  run.durationSeconds > 0 ? (sizeOf(run) * 8) / run.durationSeconds : 0;
