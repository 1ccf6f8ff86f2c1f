import {
  type AudioFacts,
  AudioFactsSchema,
  type HlsFacts,
  mediaPlaylist,
  multivariantPlaylist,
  ok,
  type Rendition,
  type SegmentedTrack,
  type Variant,
  type VideoFacts,
  VideoFactsSchema,
} from '@reelmill/core';
import type { ArtifactEntry } from '../ports/index.ts';
import { artifactFacts } from './step-inputs.ts';
import type { ResolvedInput, StepKind } from './step-kind.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const MAIN = 'main.m3u8';

/** Writes the playlists over segments that exist: no re-encode, no copy. The artifact names every file a player asks for. */
export const packageHls: StepKind<'package-hls'> = {
  kind: 'package-hls',
  version: 1,
  usesToolchain: false,
  run: async ({ params, inputs, keep }) => {
    const video = inputs['video'] && VideoFactsSchema.parse(artifactFacts(inputs, 'video'));
    const audio = inputs['audio'] && AudioFactsSchema.parse(artifactFacts(inputs, 'audio'));
    const renditions = describeRenditions(video, audio);

    const playlists: ArtifactEntry[] = [];
    const keepText = async (path: string, text: string) =>
      playlists.push(await keep(path, PLAYLIST_TYPE, { bytes: new TextEncoder().encode(text) }));
    for (const { name, track } of video?.renditions ?? [])
      await keepText(`${name}/playlist.m3u8`, playlistOf(track));
    if (audio) await keepText('audio/playlist.m3u8', playlistOf(audio.track));
    await keepText(
      MAIN,
      multivariantPlaylist({
        audio:
          audio && video
            ? [
                {
                  uri: 'audio/playlist.m3u8',
                  name: 'Default',
                  language: params.language,
                  channels: audio.channels,
                },
              ]
            : [],
        variants: renditions.map((rendition) => variantOf(rendition, video)),
      }),
    );
    const facts: HlsFacts = {
      path: MAIN,
      durationSeconds: video?.renditions[0]?.track.durationSeconds ?? audio?.track.durationSeconds ?? 0,
      hasAudio: audio !== undefined,
      renditions,
    };
    return ok({ entries: [...playlists, ...entriesOf(inputs)], facts, warnings: [] });
  },
};

const entriesOf = (inputs: Readonly<Record<string, ResolvedInput>>): readonly ArtifactEntry[] =>
  Object.values(inputs).flatMap((input) => (input.type === 'artifact' ? input.artifact.entries : []));

/** Segment addresses are relative to the playlist, which lies beside its segments. */
const playlistOf = (track: SegmentedTrack): string =>
  mediaPlaylist({
    initUri: fileName(track.init),
    segments: track.segments.map((segment) => ({
      uri: fileName(segment.path),
      durationSeconds: segment.durationSeconds,
    })),
  });

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const describeRenditions = (video: VideoFacts | undefined, audio: AudioFacts | undefined): Rendition[] => {
  if (!video) return audio ? [audioOnly(audio)] : [];
  return video.renditions.map(({ name, width, height, track }) => ({
    name,
    width,
    height,
    frameRate: video.frameRate,
    codecs: [track.codec, ...(audio ? [audio.track.codec] : [])].join(','),
    peakBitrateBps: Math.ceil(peakBitrate(track) + (audio ? peakBitrate(audio.track) : 0)),
    averageBitrateBps: Math.ceil(averageBitrate(track) + (audio ? averageBitrate(audio.track) : 0)),
    sizeBytes: sizeOf(track),
  }));
};

const audioOnly = (audio: AudioFacts): Rendition => ({
  name: 'audio',
  width: null,
  height: null,
  frameRate: null,
  codecs: audio.track.codec,
  peakBitrateBps: Math.ceil(peakBitrate(audio.track)),
  averageBitrateBps: Math.ceil(averageBitrate(audio.track)),
  sizeBytes: sizeOf(audio.track),
});

const variantOf = (rendition: Rendition, video: VideoFacts | undefined): Variant => ({
  uri: `${rendition.name}/playlist.m3u8`,
  peakBitrateBps: rendition.peakBitrateBps,
  averageBitrateBps: rendition.averageBitrateBps,
  codecs: rendition.codecs.split(','),
  picture:
    video && rendition.width !== null && rendition.height !== null
      ? { width: rendition.width, height: rendition.height, frameRate: rendition.frameRate }
      : null,
});

const sizeOf = (track: SegmentedTrack): number =>
  track.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);

/**
 * RFC 8216 §4.3.4.2: the largest bitrate of any run of segments that lasts half to one and a half target durations, so
 * that a sliver at the end counts with its neighbour and not alone.
 */
const peakBitrate = (track: SegmentedTrack): number => {
  const target = Math.max(...track.segments.map((segment) => segment.durationSeconds));
  let peak = averageBitrate(track);
  for (const first of track.segments.keys()) {
    let seconds = 0;
    let bytes = 0;
    for (const segment of track.segments.slice(first, first + MOST_SEGMENTS_IN_A_RUN)) {
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

const averageBitrate = (track: SegmentedTrack): number =>
  track.durationSeconds > 0 ? (sizeOf(track) * 8) / track.durationSeconds : 0;
