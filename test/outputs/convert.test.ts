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

  it('cuts a part to the picture where it encodes, and at a keyframe where it copies', async () => {
    const { engine } = await openReal(await tempFolder());
    const clip = await clipOf(await tempFolder(), 10);
    const trim = { startSeconds: 2.5, endSeconds: 7.1 };
    const part = (container: string, codec: string) =>
      convert({
        ...{
          name: `${container}-${codec}`,
          container,
          trim,
          audio: { codec: codec === 'copy' ? 'copy' : 'opus' },
        },
        video: codec === 'copy' ? { codec } : { codec, ...quick },
      });
    const recipe = recipeOf(
      part('mp4', 'h264'),
      part('webm', 'vp9'),
      part('mp4', 'av1'),
      part('mp4', 'copy'),
    );
    const { asset, job } = await process(engine, clip, recipe);
    expect(job.error).toBeNull();
    expect(job.stepDetails.filter((step) => step.key.startsWith('mp4-h264-video')).length).toBeGreaterThan(1);
    const wanted = Array.from({ length: 213 - 75 }, (_, index) => 75 + index);
    for (const name of ['mp4-h264', 'webm-vp9', 'mp4-av1']) {
      const path = await fileOf(engine, convertedOf(asset, name));
      expect({ name, numbers: await readNumbers(path) }).toEqual({ name, numbers: wanted });
      expect((await look(path)).durationSeconds).toBeCloseTo(4.6, 1);
    }
    const copied = await readNumbers(await fileOf(engine, convertedOf(asset, 'mp4-copy')));
    expect(copied[0]).toBe(60);
    expect(copied.slice(15, 15 + wanted.length)).toEqual(wanted);
    expect(job.notes?.join() ?? '').toContain('starts at a keyframe');
  });

  it('states the length of pictures that are far apart, to where the last one ends', async () => {
    const { engine } = await openReal(await tempFolder());
    const folder = await tempFolder();
    const uneven = join(folder, 'slides.mp4');
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=10:duration=12', '-fps_mode', 'vfr'],
      ...['-vf', "select='not(mod(n,13))+not(mod(n,31))+eq(n,117)'", ...x264, uneven],
    );
    const parts = [
      ['mp4', 'h264'],
      ['mp4', 'av1'],
      ['mkv', 'hevc'],
      ['webm', 'vp9'],
      ['mov', 'prores'],
    ].map(([container = '', codec = '']) => ({
      name: `${container}-${codec}`,
      ...{ container, video: { codec, ...(codec === 'prores' ? {} : quick) } },
      trim: { startSeconds: 1, endSeconds: 6.75 },
    }));
    const whole = { name: 'whole', container: 'mp4', video: { codec: 'h264', ...quick } };
    const recipe = recipeOf(convert(whole), ...parts.map(convert));
    const { asset, job } = await process(engine, uneven, recipe);
    expect(job.error).toBeNull();
    for (const { name } of [whole, ...parts]) {
      const output = convertedOf(asset, name);
      const { durationSeconds } = await look(await fileOf(engine, output));
      const expected = name === 'whole' ? asset.probe?.durationSeconds : 5.75;
      expect({ name, durationSeconds }).toEqual({ name, durationSeconds: expect.closeTo(expected ?? 0, 1) });
      expect(output.durationSeconds).toBeCloseTo(expected ?? 0, 3);
    }
  });

  it('cuts a part of uneven pictures, and of one decode from the beginning', async () => {
    const folder = await tempFolder();
    const { engine } = await openReal(await tempFolder());
    const uneven = await makeNumberedClip(folder, {
      ...{ name: 'uneven.mkv', seconds: 6, rate: '30', encode: [...x264, '-enc_time_base', '1:90000'] },
      filters: "settb=1/90000,setpts='PTS+(0.3*sin(N))/30/TB'",
    });
    const recipe = recipeOf(
      convert({
        container: 'mkv',
        trim: { startSeconds: 0.5, endSeconds: 3.5 },
        video: { codec: 'h264', ...quick },
      }),
    );
    const { asset, job } = await process(engine, uneven, recipe);
    expect(job.error).toBeNull();
    const times = (await ffmpegTimes(uneven)).map((time, _, all) => time - (all[0] ?? 0));
    const wanted = times.flatMap((time, number) => (time > 0.4999 && time < 3.4999 ? [number] : []));
    expect(await readNumbers(await fileOf(engine, convertedOf(asset)))).toEqual(wanted);
  });

  it('brings sound to a loudness, and says how loud it was', async () => {
    const folder = await tempFolder();
    const { engine } = await openReal(await tempFolder());
    const source = join(folder, 'soft.wav');
    await ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'anoisesrc=color=pink:amplitude=0.02:duration=6:seed=1',
      '-ac',
      '2',
      source,
    );
    const loudness = { targetLufs: -16, truePeakDbtp: -1 };
    const recipe = recipeOf(
      convert({ container: 'm4a', name: 'm4a', audio: { loudness } }),
      convert({ container: 'flac', name: 'flac', audio: { loudness: { ...loudness, targetLufs: -23 } } }),
    );
    const { asset, job } = await process(engine, source, recipe);
    expect(job.error).toBeNull();
    const before = await integratedLufs(source);
    for (const [name, targetLufs] of [
      ['m4a', -16],
      ['flac', -23],
    ] as const) {
      const output = convertedOf(asset, name);
      const after = await integratedLufs(await fileOf(engine, output));
      expect(Math.abs(after - targetLufs)).toBeLessThan(1);
      expect(output.loudness?.source.integratedLufs).toBeCloseTo(before, 0);
      expect(output.loudness?.result.integratedLufs).toBeCloseTo(after, 0);
      expect(output.loudness?.result.truePeakDbtp).toBeLessThan(0);
    }
  });

  it('keeps silence as it is where it was to be louder', async () => {
    const folder = await tempFolder();
    const { engine } = await openReal(await tempFolder());
    const source = join(folder, 'silent.wav');
    await ffmpeg('-f', 'lavfi', '-i', 'anullsrc=duration=2', source);
    const recipe = recipeOf(convert({ container: 'mp3', audio: { loudness: {} } }));
    const { asset, job } = await process(engine, source, recipe);
    expect(job.error).toBeNull();
    expect(convertedOf(asset).loudness?.source.integratedLufs).toBeNull();
  });

  it.each([
    ['mp4', 'h264', 250_000],
    ['mp4', 'hevc', 150_000],
    ['webm', 'vp9', 150_000],
    ['webm', 'av1', 150_000],
  ])('keeps %s with %s below the size asked for, and near it', async (container, codec, targetSizeBytes) => {
    const { engine } = await openReal(await tempFolder());
    const clip = await clipOf(await tempFolder(), 5);
    const video = { codec, ...quick, maxShortSide: 120, quality: { targetSizeBytes } };
    const { asset, job } = await process(
      engine,
      clip,
      recipeOf(convert({ container, video, audio: { codec: 'none' } })),
    );
    expect(job.error).toBeNull();
    const { sizeBytes } = await look(await fileOf(engine, convertedOf(asset)));
    expect(sizeBytes).toBeLessThanOrEqual(targetSizeBytes);
    expect(sizeBytes).toBeGreaterThan(targetSizeBytes * 0.85);
  });

  it('makes animations of a part, small and without sound', async () => {
    const { engine } = await openReal(await tempFolder());
    const clip = await clipOf(await tempFolder(), 4);
    const wish = { trim: { startSeconds: 1, endSeconds: 3 }, video: { maxWidth: 160, frameRate: 10 } };
    const recipe = recipeOf(
      convert({ name: 'gif', container: 'gif', ...wish }),
      convert({ name: 'webp', container: 'webp', ...wish }),
    );
    const { asset, job } = await process(engine, clip, recipe);
    expect(job.error).toBeNull();
    const gif = await fileOf(engine, convertedOf(asset, 'gif'));
    expect((await look(gif)).tracks).toEqual(['gif 160x90 10/1']);
    expect((await look(gif)).durationSeconds).toBeCloseTo(2, 1);
    // Tick i shows the last picture before its middle: 30 to 10 a second.
    expect((await readNumbers(gif))[0]).toBeGreaterThanOrEqual(30);
    const webp = convertedOf(asset, 'webp');
    expect(webp).toMatchObject({ mediaType: 'image/webp', width: 160, height: 90, audioCodec: null });
    expect(webp.durationSeconds).toBeCloseTo(2, 1);
    const seen = await execute('mediainfo', ['--Inform=General;%Format%', await fileOf(engine, webp)]);
    expect(seen.stdout.trim()).toBe('WebP');
  });

  it('gives the same bytes every time', async () => {
    const clip = await clipOf(await tempFolder(), 1);
    const small = { ...quick, maxShortSide: 64 };
    const recipe = recipeOf(
      convert({ name: 'webm', container: 'webm', video: { codec: 'vp9', ...small } }),
      convert({ name: 'av1', container: 'mp4', video: { codec: 'av1', ...small } }),
      convert({ name: 'mov', container: 'mov', video: { codec: 'prores', maxShortSide: 64 } }),
      convert({
        name: 'mkv',
        container: 'mkv',
        video: { codec: 'hevc', ...small },
        audio: { codec: 'flac' },
      }),
      convert({ name: 'ogg', container: 'ogg' }),
      convert({ name: 'gif', container: 'gif', video: { maxWidth: 64 } }),
    );
    const digests = async () => {
      const { engine } = await openReal(await tempFolder());
      const { asset } = await process(engine, clip, recipe);
      return asset.outputs.map(({ name, artifactDigest }) => `${name} ${artifactDigest}`).sort();
    };
    const once = await digests();
    expect(once.length).toBe(6);
    expect(await digests()).toEqual(once);
  });
});

/** When each picture is shown, as ffprobe reads it. */
const ffmpegTimes = async (path: string): Promise<readonly number[]> => {
  const { stdout } = await execute('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path],
  ]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number.parseFloat(line))
    .sort((a, b) => a - b);
};

/** As ffmpeg's other meter has it. */
const integratedLufs = async (path: string): Promise<number> => {
  const { stderr } = await execute('ffmpeg', [
    ...['-hide_banner', '-nostats', '-i', path, '-af', 'ebur128', '-f', 'null', '-'],
  ]);
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(stderr)?.[1]);
};
