import {
  AUDIO_RENDITION,
  describeRenditions,
  type HlsFacts,
  mediaPlaylist,
  ok,
  playlistPath,
  type SegmentRun,
  streamPlaylist,
} from '@reelmill/core';
import type { ArtifactEntry } from '../ports/index.ts';
import { checkStream } from './check-stream.ts';
import { joinChunks } from './join-chunks.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const MAIN = 'main.m3u8';

/** Writes the playlists over segments that exist: no re-encode, no copy. The artifact names every file a player asks for. */
export const packageHls: StepKind<'package-hls'> = {
  kind: 'package-hls',
  version: 3,
  usesToolchain: false,
  run: oneByOne(async ({ params, inputs, keep }) => {
    const made = joinChunks(inputs);
    if (!made.ok) return made;
    const checked = checkStream(made.value);
    if (!checked.ok) return checked;
    const { video, audio, entries } = made.value;
    const renditions = describeRenditions(video, audio);

    const playlists: ArtifactEntry[] = [];
    const keepText = async (path: string, text: string) =>
      playlists.push(await keep(path, PLAYLIST_TYPE, { bytes: new TextEncoder().encode(text) }));
    for (const { name, run } of video) await keepText(playlistPath(name), playlistOf(run));
    if (audio) await keepText(playlistPath(AUDIO_RENDITION), playlistOf(audio.run));
    await keepText(
      MAIN,
      streamPlaylist({
        renditions,
        audio: audio && video.length > 0 ? { channels: audio.channels, language: params.language } : null,
      }),
    );
    const facts: HlsFacts = {
      url: MAIN,
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
