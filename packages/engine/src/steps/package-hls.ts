import {
  type AudioFacts,
  type HlsFacts,
  mediaPlaylist,
  multivariantPlaylist,
  ok,
  type Rendition,
  type SegmentRun,
  type Variant,
  type VideoFacts,
} from '@reelmill/core';
import type { ArtifactEntry } from '../ports/index.ts';
import { joinChunks } from './join-chunks.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const MAIN = 'main.m3u8';

/** Writes the playlists over segments that exist: no re-encode, no copy. The artifact names every file a player asks for. */
export const packageHls: StepKind<'package-hls'> = {
  kind: 'package-hls',
  version: 2,
  usesToolchain: false,
  run: oneByOne(async ({ params, inputs, keep }) => {
    const made = joinChunks(inputs);
    if (!made.ok) return made;
    const { video, audio, entries } = made.value;
    const renditions = describeRenditions(video, audio);

    const playlists: ArtifactEntry[] = [];
    const keepText = async (path: string, text: string) =>
      playlists.push(await keep(path, PLAYLIST_TYPE, { bytes: new TextEncoder().encode(text) }));
    for (const { name, run } of video) await keepText(`${name}/playlist.m3u8`, playlistOf(run));
    if (audio) await keepText('audio/playlist.m3u8', playlistOf(audio.run));
    await keepText(
      MAIN,
      multivariantPlaylist({
        audio:
          audio && video.length > 0
            ? [
                {
                  uri: 'audio/playlist.m3u8',
                  name: 'Default',
                  language: params.language,
                  channels: audio.channels,
                },
              ]
            : [],
        variants: renditions.map(variantOf),
      }),
    );
    const facts: HlsFacts = {
      path: MAIN,
      durationSeconds: (video[0] ?? audio)?.run.durationSeconds ?? 0,
      hasAudio: audio !== undefined,
      renditions: [...renditions],
    };
    return ok({ entries: [...playlists, ...entries], facts, warnings: [] });
  }),
};

/** Segment addresses are relative to the playlist, which lies beside its segments. */
const playlistOf = (run: SegmentRun): string =>
  mediaPlaylist({
    initUri: fileName(run.init),
    segments: run.segments.map((segment) => ({
      uri: fileName(segment.path),
      durationSeconds: segment.durationSeconds,
    })),
  });

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const describeRenditions = (
  video: readonly VideoFacts[],
  audio: AudioFacts | undefined,
): readonly Rendition[] => {
  if (video.length === 0) return audio ? [describe('audio', null, audio.run, undefined)] : [];
  return video.map((rendition) => describe(rendition.name, rendition, rendition.run, audio?.run));
};

const describe = (
  name: string,
  picture: { readonly width: number; readonly height: number } | null,
  run: SegmentRun,
  sound: SegmentRun | undefined,
): Rendition => ({
  name,
  width: picture?.width ?? null,
  height: picture?.height ?? null,
  frameRate: picture && run.sampleCount > 1 ? run.sampleCount / run.durationSeconds : null,
  codecs: [run.codec, ...(sound ? [sound.codec] : [])].join(','),
  peakBitrateBps: Math.ceil(peakBitrate(run) + (sound ? peakBitrate(sound) : 0)),
  averageBitrateBps: Math.ceil(averageBitrate(run) + (sound ? averageBitrate(sound) : 0)),
  sizeBytes: sizeOf(run),
});

const variantOf = (rendition: Rendition): Variant => ({
  uri: `${rendition.name}/playlist.m3u8`,
  peakBitrateBps: rendition.peakBitrateBps,
  averageBitrateBps: rendition.averageBitrateBps,
  codecs: rendition.codecs.split(','),
  picture:
    rendition.width !== null && rendition.height !== null
      ? { width: rendition.width, height: rendition.height, frameRate: rendition.frameRate }
      : null,
});

const sizeOf = (run: SegmentRun): number => run.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);

/**
 * RFC 8216 §4.3.4.2: the largest bitrate of any run of segments that lasts half to one and a half target durations, so
 * that a sliver at the end counts with its neighbour and not alone.
 */
const peakBitrate = (run: SegmentRun): number => {
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

const averageBitrate = (run: SegmentRun): number =>
  run.durationSeconds > 0 ? (sizeOf(run) * 8) / run.durationSeconds : 0;
