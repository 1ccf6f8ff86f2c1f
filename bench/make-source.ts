import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ffmpeg = (...args: readonly string[]) =>
  run(process.env['FFMPEG_PATH'] ?? 'ffmpeg', ['-hide_banner', '-v', 'error', '-y', ...args]);

/** Two cuts of one film of 640x360 that differ in their last tenth, and in nothing before it. */
export const makeCuts = async (
  folder: string,
  seconds: number,
): Promise<readonly [film: string, recut: string]> => {
  const part = async (name: string, length: number, hue: number): Promise<string> => {
    const path = join(folder, `${name}.mp4`);
    await ffmpeg(
      ...['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=30:duration=${length}`],
      ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${length}`],
      ...['-vf', `hue=h=${hue},noise=alls=5:allf=t`, '-c:v', 'libx264', '-preset', 'superfast', '-g', '60'],
      ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', path],
    );
    return path;
  };
  const tail = Math.round(seconds / 10);
  const head = await part('head', seconds - tail, 0);
  const cuts: string[] = [];
  for (const [name, hue] of [
    ['film', 60],
    ['recut', 120],
  ] as const) {
    const list = join(folder, `${name}.txt`);
    await writeFile(list, `file '${head}'\nfile '${await part(`${name}-tail`, tail, hue)}'\n`);
    const path = join(folder, `${name}.mp4`);
    await ffmpeg('-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', path);
    cuts.push(path);
  }
  const [film = '', recut = ''] = cuts;
  return [film, recut];
};

/** A 1080p clip with motion, detail and sound, the same on every machine. */
export const makeSource = async (folder: string, name: string, seconds: number): Promise<string> => {
  const path = join(folder, name);
  await ffmpeg(
    ...['-f', 'lavfi', '-i', `testsrc2=size=1920x1080:rate=30:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`],
    ...['-vf', 'noise=alls=5:allf=t', '-c:v', 'libx264', '-preset', 'superfast', '-crf', '23', '-g', '60'],
    // The name makes the bytes differ, so that two sources are two pieces of work.
    ...['-pix_fmt', 'yuv420p', '-metadata', `title=${name}`, '-c:a', 'aac', '-b:a', '128k', path],
  );
  return path;
};
