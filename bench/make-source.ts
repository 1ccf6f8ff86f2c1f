import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A 1080p clip with motion, detail and sound, the same on every machine. */
export const makeSource = async (folder: string, name: string, seconds: number): Promise<string> => {
  const path = join(folder, name);
  await run(process.env['FFMPEG_PATH'] ?? 'ffmpeg', [
    ...['-hide_banner', '-v', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=1920x1080:rate=30:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`],
    ...['-vf', 'noise=alls=5:allf=t', '-c:v', 'libx264', '-preset', 'superfast', '-crf', '23', '-g', '60'],
    // The name makes the bytes differ, so that two sources are two pieces of work.
    ...['-pix_fmt', 'yuv420p', '-metadata', `title=${name}`, '-c:a', 'aac', '-b:a', '128k', path],
  ]);
  return path;
};
