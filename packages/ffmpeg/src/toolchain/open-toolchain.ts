import { dirname, join } from 'node:path';
import { err, failure, type Result, type SandboxLevel } from '@reelmill/core';
import { runProcess } from '../process/run-process.ts';
import { detectSandbox } from '../sandbox/detect-sandbox.ts';
import { chooseHardware, parseHardware, type WantedHardware } from './choose-hardware.ts';
import { executable, findProgram } from './find-program.ts';
import { readCapabilities } from './read-capabilities.ts';
import type { Toolchain } from './toolchain.ts';

export interface ToolchainOptions {
  /** Default: FFMPEG_PATH, then PATH. */
  readonly ffmpegPath?: string;
  /** Default: FFPROBE_PATH, beside ffmpeg, then PATH. */
  readonly ffprobePath?: string;
  readonly sandbox?: 'auto' | SandboxLevel;
  /** Default: REELMILL_HW, then `auto`. */
  readonly hardware?: WantedHardware;
}

const OLDEST: readonly [major: number, minor: number] = [5, 1];

const missing = (message: string) => err(failure('FFMPEG_MISSING', 'unsupported', message));

/** Finds ffmpeg 5.1 or later with its ffprobe, lists what it can do and how well it can be shut in. */
export const openToolchain = async (options: ToolchainOptions = {}): Promise<Result<Toolchain>> => {
  const hardware = parseHardware(options.hardware ?? (process.env['REELMILL_HW'] || 'auto'));
  if (!hardware.ok) return hardware;
  const ffmpegPath = await locate('ffmpeg', options.ffmpegPath ?? process.env['FFMPEG_PATH']);
  if (!ffmpegPath)
    return missing('ffmpeg was not found. Install it (Debian: apt-get install ffmpeg) or set FFMPEG_PATH.');
  const ffprobePath =
    (await locate('ffprobe', options.ffprobePath ?? process.env['FFPROBE_PATH'])) ??
    (await executable(join(dirname(ffmpegPath), 'ffprobe')));
  if (!ffprobePath) return missing('ffprobe was not found beside ffmpeg. Install it or set FFPROBE_PATH.');

  const ask = async (...args: string[]): Promise<string> => {
    const lines: string[] = [];
    await runProcess({
      command: ffmpegPath,
      args,
      wallMs: 10_000,
      onStdoutLine: (line) => {
        lines.push(line);
        return true;
      },
    });
    return lines.join('\n');
  };
  const [version, encoders, codecs, filters, sandbox] = await Promise.all([
    ask('-version'),
    ask('-hide_banner', '-encoders'),
    ask('-hide_banner', '-codecs'),
    ask('-hide_banner', '-filters'),
    detectSandbox(ffmpegPath, options.sandbox ?? 'auto'),
  ]);
  const found = /^ffmpeg version n?(\d+)\.(\d+)/.exec(version);
  if (!found) return missing('ffmpeg was found but does not run; try `ffmpeg -version`.');
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    return missing(`ffmpeg ${major}.${minor} is too old; ${OLDEST.join('.')} or later is needed.`);
  }
  const capabilities = readCapabilities({ version, encoders, codecs, filters });
  return chooseHardware({ ffmpegPath, ffprobePath, capabilities, sandbox }, hardware.value);
};

const locate = (name: string, given: string | undefined): Promise<string | undefined> =>
  given ? executable(given) : findProgram(name);
