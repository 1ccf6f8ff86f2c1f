import { dirname, join } from 'node:path';
import { findProgram, isProgram } from './find-program.mjs';
import { installSystemPackages } from './install-system-packages.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './say.mjs';

const oldest = { major: 5, minor: 1 };
const oldestText = `${oldest.major}.${oldest.minor}`;

/** Leaves an ffmpeg that is new enough, and its ffprobe, in FFMPEG_PATH and FFPROBE_PATH. */
export const ensureFfmpeg = async () => {
  if (process.env.FFMPEG_PATH) {
    if (await use(process.env.FFMPEG_PATH)) return;
    throw new SetupError(
      `FFMPEG_PATH is ${process.env.FFMPEG_PATH}, which is not an ffmpeg ${oldestText} or newer with an ffprobe beside it`,
    );
  }
  if (await use(findProgram('ffmpeg'))) return;
  // bubblewrap comes along because ffmpeg runs inside it where it can; who brings an own ffmpeg decides that alone.
  await installSystemPackages(`ffmpeg ${oldestText} or newer`, {
    'apt-get': ['ffmpeg', 'bubblewrap'],
    dnf: ['ffmpeg-free', 'bubblewrap'],
    apk: ['ffmpeg', 'bubblewrap'],
    brew: ['ffmpeg'],
  });
  if (await use(findProgram('ffmpeg'))) return;
  throw new SetupError(`this system's ffmpeg is older than ${oldestText}; set FFMPEG_PATH to a newer one`);
};

/** @param {string | undefined} ffmpeg */
const use = async (ffmpeg) => {
  if (ffmpeg === undefined || !isProgram(ffmpeg)) return false;
  const ffprobe = process.env.FFPROBE_PATH || besides(ffmpeg) || findProgram('ffprobe');
  if (ffprobe === undefined || !isProgram(ffprobe)) return false;
  const { ok, output } = await runCommand(ffmpeg, ['-version']);
  if (!ok || !isNewEnough(output)) return false;
  process.env.FFMPEG_PATH = ffmpeg;
  process.env.FFPROBE_PATH = ffprobe;
  return true;
};

/** @param {string} ffmpeg */
const besides = (ffmpeg) => {
  const ffprobe = join(dirname(ffmpeg), 'ffprobe');
  return isProgram(ffprobe) ? ffprobe : undefined;
};

/** @param {string} versionText First line like `ffmpeg version 5.1.8-0+deb12u1 …`, `n7.1`, or `N-118000-g…` off a branch. */
const isNewEnough = (versionText) => {
  const version = /^ffmpeg version n?(\d+)\.(\d+)/.exec(versionText);
  if (version === null) return /^ffmpeg version (N-|git|\d{4}-)/.test(versionText);
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
};
