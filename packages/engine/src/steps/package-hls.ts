import {
  AUDIO_RENDITION,
  describeIFrames,
  describeRenditions,
  type HlsFacts,
  type IFrameVariant,
  iFramePlaylist,
  iFramePlaylistPath,
  LICENSE_PATH,
  ok,
  playlistPath,
  runPlaylist,
  type SegmentRun,
  streamPlaylist,
} from '@reelmill/core';
import type { ArtifactEntry } from '../ports/index.ts';
import { checkStream } from './check-stream.ts';
import { DASH_MANIFEST, dashOver } from './dash-over.ts';
import { joinChunks } from './join-chunks.ts';
import { numberSegments } from './number-segments.ts';
import { readInit, readKeyframeRanges } from './read-headers.ts';
import { oneByOne, type StepKind } from './step-kind.ts';
import { filesOfInputs } from './stream-files.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const DASH_TYPE = 'application/dash+xml';
const MAIN = 'main.m3u8';

/** Writes the playlists over segments that exist: no re-encode, no copy. The artifact names every file a player asks for. */
export const packageHls: StepKind<'package-hls'> = {
  kind: 'package-hls',
  version: 4,
  usesToolchain: false,
  run: oneByOne(async ({ params, inputs, keep }) => {
    const made = joinChunks(inputs);
    if (!made.ok) return made;
    const checked = checkStream(made.value);
    if (!checked.ok) return checked;
    const fileOf = filesOfInputs(inputs);
    const stream = numberSegments(made.value);
    const { video, audio, entries } = stream;
    const renditions = describeRenditions(video, audio);

    const written: ArtifactEntry[] = [];
    const keepText = async (path: string, text: string, mediaType = PLAYLIST_TYPE) =>
      written.push(await keep(path, mediaType, { bytes: new TextEncoder().encode(text) }));
    for (const { name, run } of video) await keepText(playlistPath(name), runPlaylist(run));
    if (audio) await keepText(playlistPath(AUDIO_RENDITION), runPlaylist(audio.run));
    const iFrames: IFrameVariant[] = [];
    if (params.iFramePlaylists) {
      for (const [index, rendition] of video.entries()) {
        const run = made.value.video[index]?.run ?? rendition.run;
        const keyframes = await readKeyframeRanges(run, await readInit(run, fileOf), fileOf);
        await keepText(iFramePlaylistPath(rendition.name), iFramePlaylist(rendition.run, keyframes));
        iFrames.push(describeIFrames(rendition, keyframes));
      }
    }
    await keepText(
      MAIN,
      streamPlaylist({
        renditions,
        audio: audio && video.length > 0 ? { channels: audio.channels, language: params.language } : null,
        iFrames,
      }),
    );
    if (params.dash) {
      const manifest = await dashOver(stream, params.language, (run) => readInit(run, fileOf));
      await keepText(DASH_MANIFEST, manifest, DASH_TYPE);
    }
    const [first] = [...video, ...(audio ? [audio] : [])];
    const facts: HlsFacts = {
      url: MAIN,
      durationSeconds: first?.run.durationSeconds ?? 0,
      hasAudio: audio !== undefined,
      renditions: [...renditions],
      dash: params.dash ? { url: DASH_MANIFEST } : null,
      encryption: first ? encryptionOf(first.run) : null,
    };
    return ok({ entries: [...written, ...entries], facts, warnings: [] });
  }),
};

const encryptionOf = ({ encryption, segments }: SegmentRun): HlsFacts['encryption'] =>
  encryption
    ? {
        ...encryption,
        keyCount: 1 + Math.max(0, ...segments.map(({ key }) => key?.number ?? 0)),
        license: encryption.scheme === 'aes-128' ? null : { url: LICENSE_PATH },
      }
    : null;
