import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * A small moving picture with a keyframe every two seconds, and sound that nobody compressed: 1.5 MB a second, so that
 * most of the file is far from any chunk.
 */
export const makeLongClip = async (path: string, seconds: number, codec: string): Promise<string> => {
  await promisify(execFile)(process.env['FFMPEG_PATH'] ?? 'ffmpeg', [
    ...['-hide_banner', '-v', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=128x72:rate=10:duration=${seconds}`],
    ...['-f', 'lavfi', '-t', String(seconds), '-i', 'anoisesrc=r=48000:a=0.1:seed=1,pan=7.1|c0=c0|c1=c0'],
    ...[
      '-c:v',
      codec,
      ...(codec === 'libx264'
        ? ['-preset', 'veryfast', '-bf', '3']
        : ['-deadline', 'realtime', '-cpu-used', '8']),
    ],
    ...['-g', '20', '-pix_fmt', 'yuv420p', '-c:a', 'pcm_s32le', path],
  ]);
  return path;
};
