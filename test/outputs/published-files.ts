import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Digest, Job } from '@reelmill/core';
import type { Engine, NamedRecipe } from '@reelmill/engine';
import { openReal, process, recipeOf, type streamOf } from '../media/real-engine.ts';
import { makeClip } from '../rig/make-clip.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);
const ffmpeg = globalThis.process.env['FFMPEG_PATH'] ?? 'ffmpeg';

type HlsOutput = ReturnType<typeof streamOf>;

/** Streams of the same clip, made by a real engine and written to folders by their names. */
export interface MadeStreams {
  readonly engine: Engine;
  readonly clip: string;
  readonly job: Job;
  readonly named: (name: string) => HlsOutput;
  /** Where a file of them lies, as `name/180p/init.mp4`. */
  readonly file: (path: string) => string;
}

/** A recipe of one small rung in segments of 2 s for each name. */
export const streamsOf = (streams: Readonly<Record<string, object>>): NamedRecipe =>
  recipeOf(
    ...Object.entries(streams).map(([name, options]) => ({
      ...{ kind: 'hls', name, rungs: [240], segmentSeconds: 2, video: { preset: 'ultrafast' } },
      ...options,
    })),
  );

export const makeStreams = async (
  streams: Readonly<Record<string, object>>,
  { soundOnly = false } = {},
): Promise<MadeStreams> => {
  const folder = await tempFolder();
  const film = await makeClip(folder, { seconds: 5, size: '320x180' });
  const clip = soundOnly ? join(folder, 'sound.m4a') : film;
  if (soundOnly) await run(ffmpeg, ['-v', 'error', '-i', film, '-vn', '-c', 'copy', clip]);
  const { engine } = await openReal(folder);
  const { asset, job } = await process(engine, clip, streamsOf(streams));
  if (job.error) throw new Error(job.error.message);
  const outputs = asset.outputs.filter((output) => output.kind === 'hls');
  const file = (path: string): string => join(folder, path);
  for (const output of outputs) await writeArtifact(engine, output.artifactDigest, file(output.name));
  const named = (name: string): HlsOutput => {
    const found = outputs.find((output) => output.name === name);
    if (!found) throw new Error(`there is no output ${name}`);
    return found;
  };
  return { engine, clip, job, named, file };
};

/** Writes every file of an artifact into a folder, as a server would give them out. */
const writeArtifact = async (engine: Engine, digest: Digest, folder: string): Promise<void> => {
  const artifact = await engine.store.direct.artifacts.get(digest);
  for (const entry of artifact?.entries ?? []) {
    const path = join(folder, entry.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await buffer(engine.blobs.read(entry.digest)));
  }
};

/**
 * Pictures (`v`) or sound (`a`) as ffmpeg decodes them, a digest for each: equal digests are equal bits. What is decrypted
 * goes through a pipe: ffmpeg 5.1 mixes up the fragments of a file it can seek in, of its own making too.
 */
export const decode = async (
  path: string,
  track: 'v' | 'a',
  decryptionKey?: string,
): Promise<readonly string[]> => {
  const playlist = ['-allowed_extensions', 'ALL', '-protocol_whitelist', 'file,crypto,data', '-i', path];
  const input =
    decryptionKey === undefined
      ? path.endsWith('.m3u8')
        ? playlist
        : ['-i', path]
      : ['-decryption_key', decryptionKey, '-i', 'pipe:0'];
  const running = run(
    ffmpeg,
    [
      ...['-v', 'quiet', '-threads', '1', ...input],
      ...['-map', `0:${track}:0`, '-fps_mode', 'passthrough', '-f', 'framemd5', 'pipe:1'],
    ],
    { maxBuffer: 2 ** 26 },
  );
  if (decryptionKey !== undefined) {
    // It may give up before it has read everything.
    running.child.stdin?.on('error', () => {});
    running.child.stdin?.end(await readFile(path));
  }
  const { stdout } = await running.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.slice(line.lastIndexOf(',') + 1).trim());
};
