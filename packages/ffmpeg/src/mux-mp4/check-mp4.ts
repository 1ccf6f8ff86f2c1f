import { open } from 'node:fs/promises';
import { err, failure, MAX_PIXELS, MAX_TRACKS, type Mp4Layout, ok, type Result } from '@reelmill/core';
import { inputArguments } from '../input/input-arguments.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import type { FragmentedFile } from '../verify/read-fragments.ts';
import { readRange, topLevelBoxes } from '../verify/top-level-boxes.ts';
import { isBasedOnItself } from './is-based-on-itself.ts';

export interface WantedMp4 {
  readonly path: string;
  readonly layout: Mp4Layout;
  /** The tracks it was made of. */
  readonly video: FragmentedFile | undefined;
  readonly audio: FragmentedFile | undefined;
  readonly signal: AbortSignal;
}

/** Every sample of every track is there, each track starts at 0 and is as long as it was, and the file is laid out as wanted. */
export const checkMp4 = async (toolchain: Toolchain, wanted: WantedMp4): Promise<Result<void>> => {
  const layout = await checkLayout(wanted);
  return layout.ok ? checkTracks(toolchain, wanted) : layout;
};

const invalid = (message: string): Result<never> => err(failure('OUTPUT_INVALID', 'transient', message));

const checkLayout = async ({ path, layout }: WantedMp4): Promise<Result<void>> => {
  const handle = await open(path, 'r');
  try {
    const { boxes, whole } = await topLevelBoxes(handle);
    if (!whole) return invalid('The MP4 file breaks off.');
    const placeOf = (type: string): number => boxes.findIndex((box) => box.type === type);
    if (placeOf('moov') < 0 || placeOf('moov') > placeOf('mdat'))
      return invalid('The index of the MP4 file is not in front of its data.');
    const fragments = boxes.filter((box) => box.type === 'moof');
    if (layout === 'faststart')
      return fragments.length === 0 ? ok(undefined) : invalid('The MP4 file is in fragments.');
    if (fragments.length === 0) return invalid('The MP4 file is not in fragments.');
    for (const { start, end } of fragments) {
      if (!isBasedOnItself(await readRange(handle, start, end)))
        return invalid('A fragment of the MP4 file counts its bytes from elsewhere than itself.');
    }
    return ok(undefined);
  } finally {
    await handle.close();
  }
};

/** What ffprobe says of a track. */
interface SeenTrack {
  readonly codec_type?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly nb_read_packets?: string;
}

/** Sound is counted in frames of 1024 samples, the first of which is not heard. */
const SLACK_OF_SOUND_SECONDS = 2048 / 44_100;
const SLACK_OF_PICTURE_SECONDS = 0.002;

const checkTracks = async (toolchain: Toolchain, wanted: WantedMp4): Promise<Result<void>> => {
  const lines: string[] = [];
  const { video, audio } = wanted;
  const end = await runTool(toolchain, {
    tool: 'ffprobe',
    inputPath: wanted.path,
    outputFolder: null,
    signal: wanted.signal,
    wallMs: wallLimitMs((video ?? audio)?.durationSeconds ?? 0),
    onStdoutLine: (line) => {
      lines.push(line);
      return true;
    },
    args: ({ input }) => [
      ...['-hide_banner', '-v', 'error', '-print_format', 'json', '-count_packets'],
      ...['-show_entries', 'stream=codec_type,start_time,duration,nb_read_packets'],
      ...inputArguments(input, { maxPixels: MAX_PIXELS, maxTracks: MAX_TRACKS }),
    ],
  });
  const failed = processFailure(end, 'Checking the MP4 file');
  if (failed) return err(failed);
  const seen = (JSON.parse(lines.join('\n')) as { readonly streams?: readonly SeenTrack[] }).streams ?? [];
  const expected = [
    ...(video ? [{ type: 'video', file: video, slackSeconds: SLACK_OF_PICTURE_SECONDS }] : []),
    ...(audio ? [{ type: 'audio', file: audio, slackSeconds: SLACK_OF_SOUND_SECONDS }] : []),
  ];
  const isAsExpected =
    seen.length === expected.length &&
    expected.every(({ type, file, slackSeconds }, index) => {
      const { codec_type, start_time, duration, nb_read_packets } = seen[index] ?? {};
      return (
        codec_type === type &&
        Number(nb_read_packets) === file.sampleCount &&
        Math.abs(Number(start_time)) <= slackSeconds &&
        Math.abs(Number(duration) - file.durationSeconds) <= slackSeconds
      );
    });
  return isAsExpected ? ok(undefined) : invalid('The MP4 file does not hold what it was made of.');
};
