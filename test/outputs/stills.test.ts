import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Asset, Output } from '@reelmill/core';
import type { Engine } from '@reelmill/engine';
import { expect, it } from 'vitest';
import { ffmpeg, makeNumberedClip, readNumbers } from '../media/numbered-clip.ts';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);

type Of<K extends Output['kind']> = Extract<Output, { kind: K }>;

const outputOf = <K extends Output['kind']>(asset: Asset, kind: K): Of<K> => {
  const found = asset.outputs.find((output): output is Of<K> => output.kind === kind);
  if (!found) throw new Error(`there is no ${kind}`);
  return found;
};

/** Where the bytes behind an address of an output lie. */
const pathOf = async (engine: Engine, output: Output, url: string): Promise<string> => {
  const name = decodeURIComponent(url.slice(url.indexOf(output.artifactDigest) + 65));
  const entry = await engine.artifactEntry(output.artifactDigest, name);
  const path = entry && (await engine.blobs.localPath(entry.digest));
  if (!path) throw new Error(`there is no ${url}`);
  return path;
};

const ffprobe = async (path: string): Promise<string> =>
  (
    await run('ffprobe', [
      ...['-v', 'error', '-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0', path],
    ])
  ).stdout.trim();

const h264 = (gop: number) => [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-g',
  String(gop),
  '-pix_fmt',
  'yuv420p',
];

it('takes several thumbnails, each the picture of its time, and leaves out what is after the end', async () => {
  const folder = await tempFolder();
  const clip = await makeNumberedClip(folder, { name: 'clip.mp4', seconds: 3, rate: '30', encode: h264(90) });
  const { engine } = await openReal(folder);
  const { asset, job } = await process(
    engine,
    clip,
    recipeOf({ kind: 'thumbnail', atSeconds: [0, 1.5, 2.99, 40], maxWidth: 320 }),
  );
  expect(job.error).toBeNull();
  expect(job.notes).toEqual([expect.stringContaining('1 of 4 times')]);
  const thumbnail = outputOf(asset, 'thumbnail');
  expect(thumbnail.url).toBe(thumbnail.images[0]?.url);
  expect(thumbnail.images.map(({ width, height }) => `${width}x${height}`)).toEqual(
    Array<string>(3).fill('320x180'),
  );
  const numbers = [];
  for (const { url } of thumbnail.images)
    numbers.push(...(await readNumbers(await pathOf(engine, thumbnail, url))));
  expect(numbers).toEqual([0, 45, 89]);
});

it('decodes up to the time where no keyframe follows a jump, and shows the last picture after a long one', async () => {
  const folder = await tempFolder();
  const { engine } = await openReal(folder);
  const numbersOf = async (clip: string) => {
    const wanted = recipeOf({ kind: 'thumbnail', atSeconds: [1, 9] }, { kind: 'poster', atSeconds: 16.05 });
    const { asset, job } = await process(engine, clip, wanted);
    expect(job.error).toBeNull();
    const [thumbnail, poster] = [outputOf(asset, 'thumbnail'), outputOf(asset, 'poster')];
    const numbers = [];
    for (const { url } of thumbnail.images) {
      numbers.push(...(await readNumbers(await pathOf(engine, thumbnail, url))));
    }
    return [...numbers, ...(await readNumbers(await pathOf(engine, poster, poster.url)))];
  };
  // Ten a second, then nothing from 1.8 s to 16 s.
  const filters = "setpts='if(lt(N,19),N*0.1,16)/TB'";
  const encode = h264(90);
  const clip = { seconds: 2, rate: '10', filters, encode };
  const ts = await makeNumberedClip(folder, { ...clip, name: 'broadcast.ts' });
  expect(await numbersOf(ts)).toEqual([10, 18, 19]);
  const mkv = await makeNumberedClip(folder, { ...clip, name: 'screen.mkv' });
  expect(await numbersOf(mkv)).toEqual([10, 19, 19]);
});

it('takes the thumbnail at 5 s, or at the midpoint of anything shorter, 320 wide and never larger', async () => {
  const folder = await tempFolder();
  const clip = await makeNumberedClip(folder, { name: 'clip.mkv', seconds: 2, rate: '25', encode: h264(25) });
  const { engine } = await openReal(folder);
  const { asset } = await process(engine, clip, recipeOf({ kind: 'thumbnail', maxWidth: 1280 }));
  const thumbnail = outputOf(asset, 'thumbnail');
  expect(thumbnail.images).toMatchObject([{ atSeconds: 1, width: 320, height: 180 }]);
  expect(await readNumbers(await pathOf(engine, thumbnail, thumbnail.url))).toEqual([25]);
});

it.each([
  ['jpeg', 'mjpeg', 'image/jpeg'],
  ['webp', 'webp', 'image/webp'],
  ['avif', 'av1', 'image/avif'],
])('writes %s with the colours of the video', async (format, codec, mediaType) => {
  const folder = await tempFolder();
  const clip = join(folder, 'red.mp4');
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'color=c=red:size=320x180:rate=10:duration=1'],
    ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p', '-colorspace', 'bt709'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', ...h264(10), clip],
  );
  const { engine } = await openReal(folder);
  const { asset, job } = await process(engine, clip, recipeOf({ kind: 'poster', format }));
  expect(job.error).toBeNull();
  const poster = outputOf(asset, 'poster');
  const path = await pathOf(engine, poster, poster.url);
  expect(await ffprobe(path)).toBe(`${codec},320,180`);
  const name = poster.url.split('/').at(-1) ?? '';
  expect((await engine.artifactEntry(poster.artifactDigest, name))?.mediaType).toBe(mediaType);
  // JFIF and WebP know one matrix; AVIF has kept the video's, and says so.
  const matrix = format === 'avif' ? 'bt709' : 'bt601';
  const toRgb = `scale=in_color_matrix=${matrix},format=gbrp,scale=1:1,format=rgb24`;
  const rgb = await ffmpeg('-i', path, '-frames:v', '1', '-vf', toRgb, '-f', 'rawvideo', 'pipe:1');
  const [red = 0, green = 255, blue = 255] = rgb;
  expect(red).toBeGreaterThan(245);
  expect(Math.max(green, blue)).toBeLessThan(12);
});

it('finds a best frame that is neither black nor blank nor blurred', async () => {
  const folder = await tempFolder();
  const clip = join(folder, 'mixed.mp4');
  const part = 'testsrc2=size=320x180:rate=10:duration=2';
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'color=c=black:size=320x180:rate=10:duration=2', '-f', 'lavfi', '-i', part],
    ...['-f', 'lavfi', '-i', part, '-f', 'lavfi', '-i', 'color=c=gray:size=320x180:rate=10:duration=2'],
    ...['-filter_complex', '[1]gblur=sigma=12[b];[0][b][2][3]concat=n=4', ...h264(5), clip],
  );
  const { engine } = await openReal(folder);
  const best = recipeOf({ kind: 'thumbnail', atSeconds: 'best' });
  const { asset } = await process(engine, clip, best);
  const [image] = outputOf(asset, 'thumbnail').images;
  expect(image?.atSeconds).toBeGreaterThanOrEqual(4);
  expect(image?.atSeconds).toBeLessThan(6);
});

it('shows the cover of a file without pictures', async () => {
  const folder = await tempFolder();
  const cover = join(folder, 'cover.png');
  await ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=200x100:duration=1:rate=1', '-frames:v', '1', cover);
  const song = join(folder, 'song.m4a');
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'sine=duration=1', '-i', cover, '-map', '0', '-map', '1'],
    ...['-c:a', 'aac', '-c:v', 'copy', '-disposition:v', 'attached_pic', song],
  );
  const { engine } = await openReal(folder);
  const { asset, job } = await process(engine, song, recipeOf({ kind: 'thumbnail' }, { kind: 'storyboard' }));
  expect(job.error).toBeNull();
  expect(outputOf(asset, 'thumbnail').images).toMatchObject([{ atSeconds: null, width: 200, height: 100 }]);
  expect(job.notes).toContain('There is no storyboard: the file has no moving pictures.');
});

/** Start and end of each cue in seconds, and the number of the picture it shows. */
const readCues = async (engine: Engine, storyboard: Of<'storyboard'>, folder: string) => {
  const text = await readFile(await pathOf(engine, storyboard, storyboard.url), 'utf8');
  const cues = [...text.matchAll(/(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g)];
  const seconds = (stamp = ''): number => stamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const read = [];
  for (const [, from, to, sheet = '', x, y, width, height] of cues) {
    const url = storyboard.url.replace(/[^/]+$/, sheet);
    const tile = join(folder, 'tile.png');
    const crop = `crop=${width}:${height}:${x}:${y}`;
    await ffmpeg('-i', await pathOf(engine, storyboard, url), '-vf', crop, '-frames:v', '1', tile);
    read.push({ from: seconds(from), to: seconds(to), number: (await readNumbers(tile))[0] });
  }
  return read;
};

it('lays keyframes out on a sheet, and says from when to when each is the last before', async () => {
  const folder = await tempFolder();
  const clip = await makeNumberedClip(folder, { name: 'clip.mp4', seconds: 6, rate: '30', encode: h264(30) });
  const { engine } = await openReal(folder);
  const { asset, job } = await process(engine, clip, recipeOf({ kind: 'storyboard', intervalSeconds: 2.5 }));
  expect(job.error).toBeNull();
  const storyboard = outputOf(asset, 'storyboard');
  expect(storyboard).toMatchObject({ tileWidth: 160, tileHeight: 90, tileCount: 3 });
  expect(await ffprobe(await pathOf(engine, storyboard, storyboard.sheets[0]?.url ?? ''))).toBe(
    'mjpeg,480,90',
  );
  expect(await readCues(engine, storyboard, folder)).toEqual([
    { from: 0, to: 2, number: 0 },
    { from: 2, to: 4, number: 60 },
    { from: 4, to: 6, number: 120 },
  ]);
});

it('jumps to each time where keyframes are rarer', async () => {
  const folder = await tempFolder();
  const clip = await makeNumberedClip(folder, { name: 'clip.mkv', seconds: 3, rate: '30', encode: h264(90) });
  const { engine } = await openReal(folder);
  const { asset } = await process(engine, clip, recipeOf({ kind: 'storyboard', intervalSeconds: 1 }));
  expect(await readCues(engine, outputOf(asset, 'storyboard'), folder)).toEqual([
    { from: 0, to: 1, number: 0 },
    { from: 1, to: 2, number: 30 },
    { from: 2, to: 3, number: 60 },
  ]);
});

it('turns the storyboard of a phone clip upright', async () => {
  const folder = await tempFolder();
  const lying = join(folder, 'lying.mp4');
  const red = 'color=c=red:size=320x90:rate=10:duration=3';
  const blue = 'color=c=blue:size=320x90:rate=10:duration=3';
  await ffmpeg(
    ...['-f', 'lavfi', '-i', red, '-f', 'lavfi', '-i', blue, '-filter_complex', '[0][1]vstack'],
    ...[...h264(5), lying],
  );
  const clip = join(folder, 'phone.mp4');
  await ffmpeg('-i', lying, '-c', 'copy', '-metadata:s:v', 'rotate=90', clip);
  const { engine } = await openReal(folder);
  const { asset } = await process(engine, clip, recipeOf({ kind: 'storyboard' }, { kind: 'poster' }));
  const storyboard = outputOf(asset, 'storyboard');
  expect(storyboard).toMatchObject({ tileWidth: 160, tileHeight: 284 });
  // The left and the right half of the picture, as the poster has them.
  const halves = (path: string, size: string) =>
    ffmpeg(
      ...[
        '-i',
        path,
        '-frames:v',
        '1',
        '-vf',
        `crop=${size}:0:0,format=gbrp,scale=2:1:flags=area,format=rgb24`,
      ],
      ...['-f', 'rawvideo', 'pipe:1'],
    );
  const poster = outputOf(asset, 'poster');
  const [sheet] = storyboard.sheets;
  const tile = await halves(await pathOf(engine, storyboard, sheet?.url ?? ''), '160:284');
  const whole = await halves(await pathOf(engine, poster, poster.url), '180:320');
  for (const [index, value] of whole.entries()) expect(Math.abs(value - (tile[index] ?? 0))).toBeLessThan(20);
  expect((whole[0] ?? 0) > 200).not.toBe((whole[3] ?? 0) > 200);
});
