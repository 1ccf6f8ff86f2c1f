import {
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
  type StreamChapter,
  streamPlaylist,
  textPlaylist,
  writeWebVtt,
} from '@reelmill/core';
import type { ArtifactEntry } from '../ports/index.ts';
import { checkStream } from './check-stream.ts';
import { DASH_MANIFEST, dashOver } from './dash-over.ts';
import { joinChunks } from './join-chunks.ts';
import { labelOf } from './label-of.ts';
import { numberSegments } from './number-segments.ts';
import { readInit, readKeyframeRanges } from './read-headers.ts';
import { oneByOne, type StepKind } from './step-kind.ts';
import { filesOfInputs } from './stream-files.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const DASH_TYPE = 'application/dash+xml';
const VTT_TYPE = 'text/vtt';
const MAIN = 'main.m3u8';
const CHAPTERS = 'chapters.vtt';

/** Writes the playlists over segments that exist: no re-encode, no copy. The artifact names every file a player asks for. */
export const packageHls: StepKind<'package-hls'> = {
  kind: 'package-hls',
  version: 7,
  usesToolchain: false,
  run: oneByOne(async ({ params, inputs, keep }) => {
    const made = joinChunks(inputs);
    if (!made.ok) return made;
    const checked = checkStream(made.value);
    if (!checked.ok) return checked;
    const fileOf = filesOfInputs(inputs);
    const stream = numberSegments(made.value);
    const { video, audio, entries } = stream;
    const sounds = audio.map(({ name, channels }) => ({ ...labelOf(params.audio, name), channels }));
    // A text that says nothing is nothing to choose.
    const texts = stream.text.filter(({ cueCount }) => cueCount > 0);
    const renditions = describeRenditions(video, audio);
    const [first] = [...video, ...audio];
    const durationSeconds = first?.run.durationSeconds ?? 0;

    const written: ArtifactEntry[] = [];
    const keepText = async (path: string, text: string, mediaType = PLAYLIST_TYPE) =>
      written.push(await keep(path, mediaType, { bytes: new TextEncoder().encode(text) }));
    for (const { name, run } of video) await keepText(playlistPath(name), runPlaylist(run));
    for (const { name, run } of audio) await keepText(playlistPath(name), runPlaylist(run));
    for (const { name } of texts) await keepText(playlistPath(name), textPlaylist(durationSeconds));
    const { chapters } = params;
    if (chapters.length > 0) await keepText(CHAPTERS, chaptersFile(chapters), VTT_TYPE);
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
        // Sound alone is the stream itself, unless there are several to choose from.
        audio: video.length > 0 || sounds.length > 1 ? sounds : [],
        text: texts.map(({ name }) => labelOf(params.text, name)),
        iFrames,
      }),
    );
    if (params.dash) {
      const manifest = await dashOver({ ...stream, text: texts }, params, (run) => readInit(run, fileOf));
      await keepText(DASH_MANIFEST, manifest, DASH_TYPE);
    }
    const facts: HlsFacts = {
      url: MAIN,
      durationSeconds,
      // Transport streams bring theirs along.
      hasAudio: params.audio.length > 0,
      renditions: [...renditions],
      audio: sounds,
      text: texts.map(({ name, textPath }) => ({ ...labelOf(params.text, name), url: textPath })),
      chapters: chapters.length > 0 ? { url: CHAPTERS, list: [...chapters] } : null,
      dash: params.dash ? { url: DASH_MANIFEST } : null,
      encryption: first ? encryptionOf(first.run) : null,
    };
    return ok({ entries: [...written, ...entries], facts, warnings: [] });
  }),
};

const chaptersFile = (chapters: readonly StreamChapter[]): string =>
  writeWebVtt(
    chapters.map(({ title, startSeconds, endSeconds }) => ({
      startMs: Math.round(startSeconds * 1000),
      endMs: Math.round(endSeconds * 1000),
      text: title,
    })),
  );

const encryptionOf = ({ encryption, segments }: SegmentRun): HlsFacts['encryption'] =>
  encryption
    ? {
        ...encryption,
        keyCount: 1 + Math.max(0, ...segments.map(({ key }) => key?.number ?? 0)),
        license: encryption.scheme === 'aes-128' ? null : { url: LICENSE_PATH },
      }
    : null;
