import { resolve } from 'node:path';
import { formatBitrate, formatBytes, PROBE_PARAMS, type Probe, toNumber } from '@reelmill/core';
import { openToolchain, probeMedia } from '@reelmill/ffmpeg';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { checkFile } from '../session/check-file.ts';
import { formatDuration, printable } from '../terminal/format.ts';
import { reportFailure } from '../terminal/report-failure.ts';

/** `reelmill probe`: the facts of a file. */
export const probe = async (file: string, options: { readonly json: boolean }): Promise<ExitCode> => {
  const exists = await checkFile(file);
  if (!exists.ok) return reportFailure(exists.error, options.json);
  const toolchain = await openToolchain();
  if (!toolchain.ok) return reportFailure(toolchain.error, options.json);
  const signal = AbortSignal.any([]);
  const found = await probeMedia(toolchain.value, { inputPath: resolve(file), params: PROBE_PARAMS, signal });
  if (!found.ok) return reportFailure(found.error, options.json);
  const text = options.json ? JSON.stringify(found.value.probe) : describe(found.value.probe);
  process.stdout.write(`${text}\n`);
  return EXIT.ok;
};

const describe = (facts: Probe): string =>
  [
    `${printable(facts.container)}, ${formatDuration(facts.durationSeconds)}, ${formatBytes(facts.sizeBytes)}`,
    ...facts.video.map((track) => {
      const rate = track.constantFrameRate ?? track.averageFrameRate;
      return [
        `  video #${track.index}`,
        `${track.codec} ${track.displayWidth}x${track.displayHeight}`,
        rate ? `${toNumber(rate).toFixed(2)} fps${track.constantFrameRate ? '' : ' (variable)'}` : undefined,
        `${track.frameCount} frames`,
        track.rotationDegrees ? `turned ${track.rotationDegrees}°` : undefined,
        track.dynamicRange === 'sdr' ? undefined : track.dynamicRange.toUpperCase(),
        track.decodable ? undefined : 'cannot be decoded here',
      ]
        .filter(Boolean)
        .join(', ');
    }),
    ...facts.audio.map((track) =>
      [
        `  audio #${track.index}`,
        track.codec,
        `${track.channels} channels`,
        `${track.sampleRateHz} Hz`,
        track.bitrateBps ? formatBitrate(track.bitrateBps) : undefined,
        track.language ? printable(track.language) : undefined,
        track.decodable ? undefined : 'cannot be decoded here',
      ]
        .filter(Boolean)
        .join(', '),
    ),
    ...facts.text.map(
      (track) =>
        `  text  #${track.index}, ${track.codec}${track.language ? `, ${printable(track.language)}` : ''}`,
    ),
    ...facts.warnings.map((warning) => `  warning: ${printable(warning)}`),
  ].join('\n');
