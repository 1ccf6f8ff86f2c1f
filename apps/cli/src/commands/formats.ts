import { type ConvertOptions, convertOptions } from '@reelmill/core';
import { openToolchain } from '@reelmill/ffmpeg';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { reportFailure } from '../terminal/report-failure.ts';

/** `reelmill formats`: what a `convert` output can be asked for on this machine. */
export const formats = async (options: { readonly json: boolean }): Promise<ExitCode> => {
  const opened = await openToolchain();
  if (!opened.ok) return reportFailure(opened.error, options.json);
  const able = convertOptions(opened.value.capabilities);
  process.stdout.write(options.json ? `${JSON.stringify(able)}\n` : `${describe(able).join('\n')}\n`);
  return EXIT.ok;
};

const describe = ({ containers, videoCodecs, audioCodecs, missing }: ConvertOptions): readonly string[] => [
  ...containers.map(({ name, holds, videoCodecs: video, audioCodecs: audio }) => {
    const tracks = [video.join(', '), audio.join(', ')].filter((codecs) => codecs !== '').join('  +  ');
    return `${name.padEnd(6)} ${holds === 'tracks' ? `${tracks}  (or copy, or none)` : tracks || 'pictures alone'}`;
  }),
  '',
  ...videoCodecs.map(
    ({ name, encoder, crf, profiles }) =>
      `${name.padEnd(6)} ${encoder.padEnd(11)} ${crf ? `crf ${crf.lowest} to ${crf.highest}, ${crf.byDefault} unless told` : `profile ${profiles.join(', ')}`}`,
  ),
  ...audioCodecs.map(
    ({ name, encoder, bitrateBps }) =>
      `${name.padEnd(6)} ${encoder.padEnd(11)} ${bitrateBps ? `${bitrateBps.lowest / 1000} to ${bitrateBps.highest / 1000} kbit/s, ${bitrateBps.byDefault / 1000} unless told` : 'nothing is lost'}`,
  ),
  ...(missing.length === 0
    ? []
    : ['', `not here: ${missing.map(({ name, encoder }) => `${name} (${encoder})`).join(', ')}`]),
];
