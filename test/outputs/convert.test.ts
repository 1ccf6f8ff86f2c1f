import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Asset, Output } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { ffmpeg, makeNumberedClip, readNumbers } from '../media/numbered-clip.ts';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const execute = promisify(execFile);

type Converted = Extract<Output, { kind: 'convert' }>;

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '30', '-pix_fmt', 'yuv420p'];

const clipOf = (folder: string, seconds: number, rate = '30'): Promise<string> =>
  makeNumberedClip(folder, { name: 'clip.mp4', seconds, rate, encode: x264 });

const convert = (wish: Record<string, unknown>) => ({ kind: 'convert', ...wish });

const fileOf = async (engine: Engine, output: Converted): Promise<string> => {
  const artifact = await engine.store.direct.artifacts.get(output.artifactDigest);
  const [entry] = artifact?.entries ?? [];
  const path = entry && (await engine.blobs.localPath(entry.digest));
  if (path === undefined) throw new Error(`${output.name} has no file`);
  return path;
};

const convertedOf = (asset: Asset, name = 'convert'): Converted => {
  const output = asset.outputs.find((candidate) => candidate.name === name);
  if (output?.kind !== 'convert') throw new Error(`there is no ${name}`);
  return output;
};

interface Seen {
  readonly format: string;
  readonly durationSeconds: number;
  readonly sizeBytes: number;
  /** `h264 320x180 30/1`, `aac 2ch 48000`. */
  readonly tracks: readonly string[];
}

/** What ffprobe says of a file, by itself. */
const look = async (path: string): Promise<Seen> => {
  const { stdout } = await execute('ffprobe', [
    ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path],
  ]);
  const { format, streams } = JSON.parse(stdout) as {
    readonly format: Readonly<Record<string, string>>;
    readonly streams: readonly Readonly<Record<string, string | number>>[];
  };
  return {
    format: format['format_name'] ?? '',
    durationSeconds: Number(format['duration']),
    sizeBytes: (await stat(path)).size,
    tracks: streams.map((stream) =>
      stream['codec_type'] === 'video'
        ? `${stream['codec_name']} ${stream['width']}x${stream['height']} ${stream['avg_frame_rate']}`
        : `${stream['codec_name']} ${stream['channels']}ch ${stream['sample_rate']}`,
    ),
  };
};

const quick = { preset: 'ultrafast' };

/** Name, what is asked for, and what ffprobe is to say. */
const pairs: readonly (readonly [name: string, wish: Record<string, unknown>, tracks: readonly string[]])[] =
  [
    [
      'mp4-h264-aac',
      { container: 'mp4', video: { codec: 'h264', ...quick } },
      ['h264 320x180 30/1', 'aac 1ch 48000'],
    ],
    [
      'mp4-hevc-opus',
      { container: 'mp4', video: { codec: 'hevc', ...quick, maxShortSide: 90 }, audio: { codec: 'opus' } },
      ['hevc 160x90 30/1', 'opus 1ch 48000'],
    ],
    [
      'mp4-av1-mp3',
      { container: 'mp4', video: { codec: 'av1', ...quick }, audio: { codec: 'mp3' } },
      ['av1 320x180 30/1', 'mp3 1ch 48000'],
    ],
    [
      'webm-vp9-opus',
      { container: 'webm', video: { codec: 'vp9', ...quick, maxWidth: 100 } },
      ['vp9 100x56 30/1', 'opus 1ch 48000'],
    ],
    [
      'webm-av1',
      { container: 'webm', video: { codec: 'av1', ...quick }, audio: { codec: 'none' } },
      ['av1 320x180 30/1'],
    ],
    [
      'mkv-h264-flac',
      { container: 'mkv', video: { codec: 'h264', ...quick, frameRate: 15 }, audio: { codec: 'flac' } },
      ['h264 320x180 15/1', 'flac 1ch 48000'],
    ],
    [
      'mkv-vp9-mp3',
      { container: 'mkv', video: { codec: 'vp9', ...quick }, audio: { codec: 'mp3' } },
      ['vp9 320x180 30/1', 'mp3 1ch 48000'],
    ],
    [
      'mov-prores-aac',
      { container: 'mov', video: { codec: 'prores', profile: 'proxy' } },
      ['prores 320x180 30/1', 'aac 1ch 48000'],
    ],
    [
      'mp4-copy',
      { container: 'mp4', video: { codec: 'copy' }, audio: { codec: 'copy' } },
      ['h264 320x180 30/1', 'aac 1ch 48000'],
    ],
    [
      'mkv-copy-opus',
      { container: 'mkv', video: { codec: 'copy' }, audio: { codec: 'opus' } },
      ['h264 320x180 30/1', 'opus 1ch 48000'],
    ],
    ['mov-sound', { container: 'mov', video: { codec: 'none' } }, ['aac 1ch 48000']],
    ['m4a', { container: 'm4a' }, ['aac 1ch 48000']],
    ['mp3', { container: 'mp3' }, ['mp3 1ch 48000']],
    ['ogg', { container: 'ogg' }, ['opus 1ch 48000']],
    ['flac', { container: 'flac' }, ['flac 1ch 48000']],
    ['wav', { container: 'wav' }, ['pcm_s16le 1ch 48000']],
  ];

describe('convert', () => {
  it('makes every container with the codecs it takes', async () => {
    const { engine } = await openReal(await tempFolder());
    const clip = await clipOf(await tempFolder(), 2);
    const recipe = recipeOf(...pairs.map(([name, wish]) => convert({ name, ...wish })));
    const { asset, job } = await process(engine, clip, recipe);
    expect(job.error).toBeNull();
    for (const [name, , tracks] of pairs) {
      const output = convertedOf(asset, name);
      const seen = await look(await fileOf(engine, output));
      expect({ name, tracks: seen.tracks }).toEqual({ name, tracks });
      expect(Math.abs(seen.durationSeconds - 2), `${name} lasts ${seen.durationSeconds} s`).toBeLessThan(
        0.05,
      );
      expect(output.sizeBytes).toBe(seen.sizeBytes);
      expect(Math.abs(output.durationSeconds - 2)).toBeLessThan(0.05);
      expect(output.fileName).toMatch(new RegExp(`^${name}\\.`));
    }
  });
});
