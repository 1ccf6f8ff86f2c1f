import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ClipOptions {
  readonly name?: string;
  readonly seconds?: number;
  readonly size?: string;
  readonly rate?: number;
  /** Noise makes the file large, for uploads that can be interrupted. */
  readonly bitrate?: string;
}

/** Makes a small real clip with picture and sound. */
export const makeClip = async (folder: string, options: ClipOptions = {}): Promise<string> => {
  const { name = 'clip.mp4', seconds = 6, size = '640x360', rate = 30, bitrate } = options;
  const path = join(folder, name);
  await run(process.env['FFMPEG_PATH'] ?? 'ffmpeg', [
    ...['-hide_banner', '-v', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=330:sample_rate=48000:duration=${seconds}`],
    ...(bitrate
      ? [
          '-vf',
          'noise=alls=60:allf=t',
          '-b:v',
          bitrate,
          '-minrate',
          bitrate,
          '-maxrate',
          bitrate,
          '-bufsize',
          bitrate,
        ]
      : []),
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path],
  ]);
  return path;
};
