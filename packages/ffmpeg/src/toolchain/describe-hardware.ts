import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanLog } from '../process/process-failure.ts';
import { runProcess } from '../process/run-process.ts';
import type { Toolchain } from './toolchain.ts';

export interface HardwareEncoder {
  readonly name: string;
  readonly usable: boolean;
  readonly reason: string;
}

const CANDIDATES = /_(nvenc|qsv|vaapi|videotoolbox|amf|v4l2m2m|omx)$/;

/** Encodes one frame with every hardware H.264 encoder ffmpeg lists: being listed says nothing about this machine. */
export const describeHardware = async (toolchain: Toolchain): Promise<readonly HardwareEncoder[]> => {
  const listed = toolchain.capabilities.encoders.filter(
    (name) => CANDIDATES.test(name) && name.startsWith('h264'),
  );
  const folder = await mkdtemp(join(tmpdir(), 'reelmill-hardware-'));
  try {
    return await Promise.all(listed.map((name) => tryEncoder(toolchain, name, join(folder, `${name}.mp4`))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const tryEncoder = async (toolchain: Toolchain, name: string, output: string): Promise<HardwareEncoder> => {
  const end = await runProcess({
    command: toolchain.ffmpegPath,
    args: [
      ...[
        '-hide_banner',
        '-nostdin',
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        'color=size=320x240:rate=25:duration=0.2',
      ],
      ...(name.endsWith('_vaapi') ? ['-vf', 'format=nv12,hwupload'] : []),
      ...['-frames:v', '1', '-c:v', name, '-y', output],
    ],
    wallMs: 15_000,
  });
  return end.exitCode === 0
    ? { name, usable: true, reason: 'encoded a test frame' }
    : { name, usable: false, reason: cleanLog(end.stderrTail)[0] ?? 'gave no reason' };
};
