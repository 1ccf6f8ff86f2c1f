import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';

export const ffmpeg = async (...args: readonly string[]): Promise<Buffer> =>
  (
    await execute(FFMPEG, ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...args], {
      encoding: 'buffer',
      maxBuffer: 2 ** 28,
    })
  ).stdout;

/** Bars of a picture's number, in binary, least significant first. */
const BITS = 16;
const WIDTH = 320;
const BARS_HEIGHT = 32;

export interface NumberedClip {
  /** Its extension names the container. */
  readonly name: string;
  readonly seconds: number;
  /** As ffmpeg reads it: `30`, `30000/1001`. */
  readonly rate: string;
  /** Filters on the numbered pictures, such as `setpts` for a variable rate. */
  readonly filters?: string;
  /** Encoder and muxer. */
  readonly encode: readonly string[];
}

/** A moving, noisy clip of 320×180 with sound, whose every picture says its own number: none can pass for another. */
export const makeNumberedClip = async (folder: string, clip: NumberedClip): Promise<string> => {
  const { name, seconds, rate, filters = 'null', encode } = clip;
  const path = join(folder, name);
  const bars = `nullsrc=size=${BITS}x2:rate=${rate}:duration=${seconds},format=gray,geq=lum='if(mod(floor(N/pow(2,X)),2),235,16)',scale=${WIDTH}:${BARS_HEIGHT}:flags=neighbor,format=yuv420p,setsar=1`;
  const moving = `testsrc2=size=${WIDTH}x${180 - BARS_HEIGHT}:rate=${rate}:duration=${seconds},noise=alls=4:allf=t:all_seed=7,format=yuv420p,setsar=1`;
  await ffmpeg(
    ...['-f', 'lavfi', '-i', `sine=frequency=330:sample_rate=48000:duration=${seconds}`],
    ...['-filter_complex', `${bars}[bars];${moving}[moving];[bars][moving]vstack,${filters}[v]`],
    ...['-map', '[v]', '-map', '0:a', '-fps_mode', 'passthrough', ...encode, '-c:a', 'aac', path],
  );
  return path;
};

/** The numbers of a file's pictures, in the order they are shown, read off the pictures themselves. */
export const readNumbers = async (path: string): Promise<readonly number[]> => {
  const gray = await ffmpeg(
    ...['-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough'],
    ...['-vf', `crop=iw:ih*${BARS_HEIGHT}/180:0:0,scale=${BITS}:1:flags=area,format=gray`],
    ...['-f', 'rawvideo', 'pipe:1'],
  );
  return Array.from({ length: gray.length / BITS }, (_, picture) =>
    Array.from({ length: BITS }, (_bit, bit) =>
      (gray[picture * BITS + bit] ?? 0) > 128 ? 2 ** bit : 0,
    ).reduce((sum, value) => sum + value, 0),
  );
};

/** How much each picture of `made` is like the one of the same rank of `source`, of which one in `keepOneIn` counts. */
export const psnrByPicture = async (
  made: string,
  source: string,
  keepOneIn: number,
  folder: string,
): Promise<readonly number[]> => {
  const log = join(folder, 'psnr.log');
  const byRank = 'settb=1/1000,setpts=N*10';
  await ffmpeg(
    ...['-i', made, '-i', source, '-filter_complex'],
    `[0:v:0]${byRank}[a];[1:v:0]framestep=${keepOneIn},${byRank},format=yuv420p[b];[a][b]psnr=stats_file=${log}`,
    ...['-f', 'null', '-'],
  );
  return [...(await readFile(log, 'utf8')).matchAll(/psnr_y:(\S+)/g)].map((match) => Number(match[1]));
};
