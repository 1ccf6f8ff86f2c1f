import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AnalyseParams,
  type Analysis,
  BLACK_FROM_SECONDS,
  err,
  FREEZE_FROM_SECONDS,
  failure,
  ok,
  type Result,
  SILENCE_FROM_SECONDS,
} from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines, type EncodeProgress } from '../process/progress-lines.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { analyseArguments, PICTURE_EVENTS_FILE, SOUND_EVENTS_FILE } from './analyse-arguments.ts';
import { EVENTS, readEvents, readLoudnessSummary } from './read-events.ts';

/** Black, standing and silent parts of a source, and how loud it is. Files in `outputFolder` are only on the way. */
export const analyseSource = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly params: AnalyseParams;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EncodeProgress) => void;
  },
): Promise<Result<Analysis>> => {
  const { params, outputFolder } = request;
  const { durationSeconds } = params;
  const progress = createProgressLines(request.onProgress);
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder,
    signal: request.signal,
    onStdoutLine: progress.line,
    stallMs: STALL_MS,
    wallMs: wallLimitMs(durationSeconds),
    args: (paths) => analyseArguments(params, paths),
  });
  const failed = processFailure(end, 'Looking the source through');
  if (failed) return err(failed);
  const picture = await readText(join(outputFolder, PICTURE_EVENTS_FILE), params.videoTrackIndex);
  const sound = await readText(join(outputFolder, SOUND_EVENTS_FILE), params.audioTrackIndex);
  const loudness = params.audioTrackIndex === null ? null : readLoudnessSummary(end.stderrTail);
  if (picture === undefined || sound === undefined || loudness === undefined) {
    return err(failure('OUTPUT_INVALID', 'transient', 'Looking the source through came to no result.'));
  }
  const found = (text: string, events: keyof typeof EVENTS, fromSeconds: number) => [
    ...readEvents(text, EVENTS[events], { fromSeconds, durationSeconds }),
  ];
  return ok({
    durationSeconds,
    black: found(picture, 'black', BLACK_FROM_SECONDS),
    freezes: found(picture, 'freezes', FREEZE_FROM_SECONDS),
    silences: found(sound, 'silences', SILENCE_FROM_SECONDS),
    loudness,
  });
};

/** Empty where there is no such track; undefined where the file was not written. */
const readText = async (path: string, track: number | null): Promise<string | undefined> => {
  if (track === null) return '';
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
};
