import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Cue,
  err,
  failure,
  ok,
  placeCues,
  type Result,
  readWebVtt,
  type SourceRange,
  type TextTrackParams,
} from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { runTool, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { TEXT_TRACK_FILE, textArguments } from './text-arguments.ts';

export interface ReadText {
  readonly cues: readonly Cue[];
  readonly warnings: readonly string[];
}

/** All that is said in a film of a day is a few megabytes. */
const MOST_BYTES = 50_000_000;

/** The cues of one track of text, on the clock of the pictures. ffmpeg decodes; its markup is not trusted. */
export const readTextTrack = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly range: SourceRange;
    readonly params: TextTrackParams;
    readonly signal: AbortSignal;
  },
): Promise<Result<ReadText>> => {
  const { range, params } = request;
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: request.outputFolder,
    signal: request.signal,
    wallMs: wallLimitMs(params.durationSeconds),
    args: (paths) => textArguments(range, paths),
  });
  const failed = processFailure(end, 'Reading the subtitles');
  // Of a film whose subtitles are broken the rest is worth having.
  if (failed?.reason === 'bad-input') return ok({ cues: [], warnings: [DAMAGED] });
  if (failed) return err(failed);
  const path = join(request.outputFolder, TEXT_TRACK_FILE);
  if ((await stat(path)).size > MOST_BYTES) {
    return err(
      failure('MEDIA_DAMAGED', 'limit-exceeded', 'A track of subtitles holds more text than any film.'),
    );
  }
  const cues = placeCues(readWebVtt(await readFile(path, 'utf8')), {
    startMs: Math.round(range.startSeconds * 1000),
    durationMs: Math.round(params.durationSeconds * 1000),
  });
  return ok({ cues, warnings: end.stderrLines > 0 ? [DAMAGED] : [] });
};

const DAMAGED = 'A track of subtitles has damaged parts; they were skipped.';
