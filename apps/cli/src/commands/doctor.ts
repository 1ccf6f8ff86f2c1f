import { mkdir, statfs } from 'node:fs/promises';
import { formatBytes } from '@reelmill/core';
import { describeHardware, openToolchain } from '@reelmill/ffmpeg';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { dataFolder } from '../session/data-folder.ts';
import { reportFailure } from '../terminal/report-failure.ts';

const ENCODERS = [
  'libx264',
  'libx265',
  'libsvtav1',
  'libaom-av1',
  'libvpx-vp9',
  'aac',
  'libopus',
  'mjpeg',
  'libwebp',
];
const FILTERS = ['scale', 'split', 'bwdif', 'zscale', 'tonemap', 'aresample', 'apad', 'libvmaf', 'ssim'];

/** `reelmill doctor`: what this machine can do, and what it lacks. */
export const doctor = async (options: { readonly json: boolean }): Promise<ExitCode> => {
  // It says of every chip how it does; none has to be chosen.
  const opened = await openToolchain({ hardware: 'off' });
  if (!opened.ok) return reportFailure(opened.error, options.json);
  const toolchain = opened.value;
  const hardware = await describeHardware(toolchain);
  const folder = dataFolder();
  await mkdir(folder, { recursive: true });
  const disk = await statfs(folder);
  const { encoders, decoders, filters, version } = toolchain.capabilities;
  const report = {
    node: process.version,
    ffmpeg: version,
    ffmpegPath: toolchain.ffmpegPath,
    sandbox: toolchain.sandbox,
    encoders,
    decoders: decoders.length,
    filters: filters.length,
    missing: {
      encoders: ENCODERS.filter((name) => !encoders.includes(name)),
      filters: FILTERS.filter((name) => !filters.includes(name)),
    },
    hardware,
    dataFolder: folder,
    freeBytes: disk.bavail * disk.bsize,
  };
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return EXIT.ok;
  }
  process.stdout.write(
    `${[
      `Node       ${report.node}`,
      `ffmpeg     ${report.ffmpeg}`,
      `           ${report.ffmpegPath}`,
      `sandbox    ${toolchain.sandbox.level}: ${toolchain.sandbox.reason}`,
      `encoders   ${ENCODERS.map((name) => `${encoders.includes(name) ? '✓' : '✗'} ${name}`).join('  ')}`,
      `filters    ${FILTERS.map((name) => `${filters.includes(name) ? '✓' : '✗'} ${name}`).join('  ')}`,
      ...hardware.map(({ name, usable, reason }) => `hardware   ${usable ? '✓' : '✗'} ${name}: ${reason}`),
      `data       ${folder} (${formatBytes(report.freeBytes)} free)`,
    ].join('\n')}\n`,
  );
  return EXIT.ok;
};
