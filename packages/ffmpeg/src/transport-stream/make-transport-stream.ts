import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, failure, ok, type Result } from '@reelmill/core';
import { AUDIO_TRACK_FILE, VIDEO_TRACK_FILE } from '../mux-mp4/mux-arguments.ts';
import { readTrack } from '../mux-mp4/mux-mp4.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { durationTicks, type FragmentedFile } from '../verify/read-fragments.ts';
import { checkPackets, newStreamState } from './check-packets.ts';
import { SEGMENT_LIST, segmentFile, transportArguments } from './transport-arguments.ts';

export interface TransportSegment {
  readonly path: string;
  readonly durationSeconds: number;
}

/**
 * Makes transport streams of the tracks in `inputFolder` (`video.mp4`, `audio.mp4` or both), one for each segment of the
 * pictures, or for each `segmentSeconds` of sound alone, without touching a sample. Fails unless every picture arrived.
 */
export const makeTransportStream = async (
  toolchain: Toolchain,
  request: {
    readonly inputFolder: string;
    readonly outputFolder: string;
    readonly segmentSeconds: number;
    readonly signal: AbortSignal;
  },
): Promise<Result<readonly TransportSegment[]>> => {
  const { inputFolder, outputFolder, segmentSeconds } = request;
  const video = await readTrack(join(inputFolder, VIDEO_TRACK_FILE));
  if (!video.ok) return video;
  const audio = await readTrack(join(inputFolder, AUDIO_TRACK_FILE));
  if (!audio.ok) return audio;
  const durationSeconds = (video.value ?? audio.value)?.durationSeconds ?? 0;
  const tracks = { hasVideo: video.value !== undefined, hasAudio: audio.value !== undefined, segmentSeconds };
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: inputFolder,
    outputFolder,
    signal: request.signal,
    wallMs: wallLimitMs(durationSeconds),
    args: (paths) => transportArguments(tracks, paths),
  });
  const failed = processFailure(end, 'Writing transport streams');
  if (failed) return err(failed);
  const durations = video.value
    ? durationsOf(video.value)
    : await listedDurations(join(outputFolder, SEGMENT_LIST), durationSeconds);
  const checked = await checkSegments(outputFolder, durations.length, video.value);
  if (!checked.ok) return checked;
  return ok(
    durations.map((seconds, index) => ({
      path: join(outputFolder, segmentFile(index + 1)),
      durationSeconds: seconds,
    })),
  );
};

const durationsOf = ({ fragments, init }: FragmentedFile): readonly number[] =>
  fragments.map((fragment) => durationTicks(fragment) / init.timescale);

/** Each until the next starts, the last until the end: what the list says of ends counts what a decoder drops. */
const listedDurations = async (path: string, totalSeconds: number): Promise<readonly number[]> => {
  const rows = (await readFile(path, 'utf8')).split('\n').filter((row) => row !== '');
  const starts = rows.map((row, index) => (index === 0 ? 0 : Number(row.split(',')[1])));
  return starts.map((start, index) => (starts[index + 1] ?? totalSeconds) - start);
};

/** Holds one segment in memory at a time. */
const checkSegments = async (
  folder: string,
  expected: number,
  video: FragmentedFile | undefined,
): Promise<Result<void>> => {
  const written = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  if (written.length !== expected) return invalid('There are not as many transport streams as segments.');
  const state = newStreamState();
  for (let number = 1; number <= expected; number += 1) {
    const packets = checkPackets(await readFile(join(folder, segmentFile(number))), state);
    if (!packets) return invalid('A transport stream is broken, or does not continue the one before it.');
    if (!video) continue;
    if (!packets.startsWithKeyframe) return invalid('A transport stream does not start with a keyframe.');
    if (packets.unitCount !== video.fragments[number - 1]?.samples.length)
      return invalid('A transport stream does not hold the pictures of its segment.');
  }
  return ok(undefined);
};

const invalid = (message: string): Result<never> => err(failure('OUTPUT_INVALID', 'transient', message));
