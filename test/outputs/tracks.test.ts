import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Engine } from '@reelmill/engine';
import { describe, expect, it } from 'vitest';
import { ffmpeg } from '../media/numbered-clip.ts';
import { type HlsOutput, openReal, process, recipeOf, streamOf } from '../media/real-engine.ts';
import { writeRendition } from '../rig/read-rendition.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);
const FFPROBE = globalThis.process.env['FFPROBE_PATH'] ?? 'ffprobe';

const stream = recipeOf({ kind: 'hls', rungs: [240], video: { preset: 'ultrafast' } });

const PICTURES = ['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=10:duration=2.5'];
const ENCODE = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '10'];
/** A tone on every channel named, silence on the others. */
const tone = (seconds: number, layout: string, ...channels: readonly string[]): readonly string[] => [
  ...['-f', 'lavfi', '-i'],
  `aevalsrc=${channels.join('|')}:channel_layout=${layout}:sample_rate=48000:duration=${seconds}`,
];
const SINE = '0.5*sin(2*PI*440*t)';

const SUBTITLES = `1
00:00:00,500 --> 00:00:01,000
<i>Hello</i>, a < b & <script>alert(1)</script>

2
00:00:02,000 --> 00:00:09,000
Over the end
`;

/** A film with all that can be chosen from. */
const makeFilm = async (folder: string): Promise<string> => {
  const path = join(folder, 'film.mkv');
  await writeFile(join(folder, 'text.srt'), SUBTITLES);
  await writeFile(
    join(folder, 'chapters.txt'),
    ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=Start\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2500\ntitle=<b>Rest\n',
  );
  await ffmpeg(
    ...[...PICTURES, ...tone(2.5, 'stereo', SINE, SINE)],
    ...['-itsoffset', '1', ...tone(1, 'mono', SINE)],
    ...tone(2.5, '5.1', '0', '0', SINE, '0', '0', '0'),
    ...['-i', join(folder, 'text.srt'), '-i', join(folder, 'chapters.txt'), '-map_metadata', '5'],
    ...['0:v', '1:a', '2:a', '3:a', '4:s', '4:s'].flatMap((map) => ['-map', map]),
    ...[...ENCODE, '-c:a', 'flac', '-c:s:0', 'srt', '-c:s:1', 'ass'],
    ...[
      '-metadata:s:a:0',
      'language=eng',
      '-metadata:s:a:1',
      'language=deu',
      '-metadata:s:a:2',
      'language=eng',
    ],
    ...['-metadata:s:s:0', 'language=fra', '-metadata:s:s:1', 'title=Signs'],
    ...['-disposition:s:0', '0', '-disposition:s:1', 'default+forced', path],
  );
  return path;
};

const playlist = async (engine: Engine, hls: HlsOutput, path: string): Promise<string> => {
  const entry = await engine.artifactEntry(hls.artifactDigest, path);
  if (!entry) throw new Error(`there is no ${path}`);
  return text(engine.blobs.read(entry.digest));
};

/** A rendition's file, for ffmpeg and ffprobe. */
const fileOf = async (engine: Engine, hls: HlsOutput, rendition: string): Promise<string> => {
  const path = join(await tempFolder(), `${rendition}.mp4`);
  await writeRendition(engine, await engine.store.direct.artifacts.get(hls.artifactDigest), rendition, path);
  return path;
};

/** Decoded samples over 48 kHz; the encoder's first frame is not heard. */
const heardSeconds = async (path: string): Promise<number> =>
  (await ffmpeg('-i', path, '-ac', '1', '-ar', '48000', '-f', 's16le', 'pipe:1')).length / 2 / 48_000;

/** The loudest sample between two times, of full scale. */
const peak = async (path: string, from: number, to: number): Promise<number> => {
  const pcm = await ffmpeg(
    ...['-ss', String(from), '-t', String(to - from), '-i', path, '-ac', '1', '-f', 's16le', 'pipe:1'],
  );
  let most = 0;
  for (let at = 0; at + 1 < pcm.length; at += 2) most = Math.max(most, Math.abs(pcm.readInt16LE(at)));
  return most / 32_768;
};

describe('a film with several sounds, texts and chapters', () => {
  it('becomes one stream that has them all', async () => {
    const folder = await tempFolder();
    const { engine } = await openReal(folder);
    const { asset, job } = await process(engine, await makeFilm(folder), stream);
    expect(job.error).toBeNull();
    const hls = streamOf(asset);
    expect(hls.audio.map(({ label, language }) => [label, language])).toEqual([
      ['English', 'en'],
      ['German', 'de'],
      ['English 2', 'en'],
    ]);
    const main = await playlist(engine, hls, 'main.m3u8');
    expect(main.match(/TYPE=\w+|NAME="[^"]*"|DEFAULT=\w+|FORCED=YES/g)).toEqual([
      ...['TYPE=AUDIO', 'NAME="English"', 'DEFAULT=YES'],
      ...['TYPE=AUDIO', 'NAME="German"', 'DEFAULT=NO'],
      ...['TYPE=AUDIO', 'NAME="English 2"', 'DEFAULT=NO'],
      ...['TYPE=SUBTITLES', 'NAME="French"', 'DEFAULT=NO'],
      ...['TYPE=SUBTITLES', 'NAME="Signs"', 'DEFAULT=YES', 'FORCED=YES'],
    ]);
    expect(await playlist(engine, hls, 'manifest.mpd')).toContain('lang="de"');

    // Every sound is as long as the pictures, but for frames that are not played, and where it was.
    for (const { name } of hls.audio) {
      const path = await fileOf(engine, hls, name);
      expect(Math.abs((await heardSeconds(path)) - 2.5)).toBeLessThan(0.05);
    }
    const german = await fileOf(engine, hls, 'audio-2');
    expect(await peak(german, 0, 0.9)).toBeLessThan(0.01);
    expect(await peak(german, 1.1, 1.9)).toBeGreaterThan(0.45);
    expect(await peak(german, 2.1, 2.5)).toBeLessThan(0.01);
    // What is said in the centre of surround is heard at -3 dB from both sides.
    const surround = await peak(await fileOf(engine, hls, 'audio-3'), 0.5, 2);
    expect(Math.abs(surround - 0.5 * Math.SQRT1_2)).toBeLessThan(0.03);

    const words = await playlist(engine, hls, 'text-1/subtitles.vtt');
    expect(words).toBe(`WEBVTT
X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000

00:00:00.500 --> 00:00:01.000
Hello, a &lt; b &amp; alert(1)

00:00:02.000 --> 00:00:02.500
Over the end
`);
    expect(await playlist(engine, hls, 'text-2/subtitles.vtt')).toContain(
      '00:00:00.500 --> 00:00:01.000\nHello',
    );
    expect(hls.chapters?.list).toEqual([
      { title: 'Start', startSeconds: 0, endSeconds: 1 },
      { title: '<b>Rest', startSeconds: 1, endSeconds: 2.5 },
    ]);
    expect(await playlist(engine, hls, 'chapters.vtt')).toContain('&lt;b&gt;Rest');

    // ffprobe reads the whole of it as a player would.
    const { stdout } = await run(FFPROBE, [
      '-v',
      'error',
      '-show_entries',
      'stream=codec_type',
      '-of',
      'csv=p=0',
      german,
    ]);
    expect(stdout.trim()).toBe('audio');
  });

  it('encodes only the sound that changed', async () => {
    const folder = await tempFolder();
    const { engine } = await openReal(folder);
    const film = async (name: string, second: string): Promise<string> => {
      const path = join(folder, name);
      await ffmpeg(
        ...[...PICTURES, ...tone(2.5, 'stereo', SINE, SINE), ...tone(2.5, 'stereo', second, second)],
        ...['-map', '0:v', '-map', '1:a', '-map', '2:a', ...ENCODE, '-c:a', 'flac', path],
      );
      return path;
    };
    await process(engine, await film('a.mkv', '0.1*sin(2*PI*300*t)'), stream);
    const { job } = await process(engine, await film('b.mkv', '0.1*sin(2*PI*600*t)'), stream);
    const done = (state: string) =>
      job.stepDetails.filter((step) => step.state === state).map((step) => step.key);
    expect(done('cached')).toContain('encode-audio');
    expect(done('executed')).toEqual(['probe', 'encode-audio-2', 'package-hls']);
  });

  it('is made of sound alone too, with all of it to choose from', async () => {
    const folder = await tempFolder();
    const { engine } = await openReal(folder);
    const path = join(folder, 'sound.mp4');
    await ffmpeg(
      ...[...tone(2, 'stereo', SINE, SINE), ...tone(1, 'mono', SINE)],
      ...['-map', '0:a', '-map', '1:a', '-c:a', 'aac', '-metadata:s:a:1', 'language=fra', path],
    );
    const { asset, job } = await process(engine, path, stream);
    expect(job.error).toBeNull();
    const hls = streamOf(asset);
    expect(hls.audio.map(({ label }) => label)).toEqual(['Sound 1', 'French']);
    const main = await playlist(engine, hls, 'main.m3u8');
    expect(main.match(/^[^#].*$/gm)).toEqual(['audio/playlist.m3u8']);
    expect(main.match(/NAME="[^"]*"/g)).toEqual(['NAME="Sound 1"', 'NAME="French"']);
    for (const { name } of hls.audio)
      expect(Math.abs((await heardSeconds(await fileOf(engine, hls, name))) - 2)).toBeLessThan(0.05);
  });

  it('mixes loud surround without a sample beyond full scale', async () => {
    const folder = await tempFolder();
    const { engine } = await openReal(folder);
    const path = join(folder, 'loud.mkv');
    const loud = '0.95*sin(2*PI*440*t)';
    await ffmpeg(
      ...[...PICTURES, ...tone(2.5, '5.1', loud, loud, loud, '0', loud, loud)],
      ...[...ENCODE, '-c:a', 'flac', path],
    );
    const { asset } = await process(engine, path, stream);
    const pcm = await ffmpeg(
      ...[
        '-i',
        await fileOf(engine, streamOf(asset), 'audio'),
        '-af',
        'pan=mono|c0=c0',
        '-f',
        'f32le',
        'pipe:1',
      ],
    );
    let most = 0;
    for (let at = 0; at + 3 < pcm.length; at += 4) most = Math.max(most, Math.abs(pcm.readFloatLE(at)));
    expect(most).toBeGreaterThan(0.9);
    expect(most).toBeLessThan(1.02);
  });
});
