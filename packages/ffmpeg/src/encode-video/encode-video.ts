import { join } from 'node:path';
import { type EncodeVideoParams, err, failure, ok, type Result, type Rung } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines, type EncodeProgress } from '../process/progress-lines.ts';
import type { ProcessEnd } from '../process/run-process.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { type FragmentedFile, readFragments } from '../verify/read-fragments.ts';
import { rungFile, videoArguments } from './video-arguments.ts';

export interface EncodedVideo {
  /** Largest first, as asked for. */
  readonly renditions: readonly {
    readonly rung: Rung;
    readonly path: string;
    readonly file: FragmentedFile;
  }[];
  readonly frames: number;
  readonly durationSeconds: number;
  readonly warnings: readonly string[];
}

/** Encodes every rung from one decode into files of `outputFolder`, and checks them against each other. */
export const encodeVideo = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly params: EncodeVideoParams;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EncodeProgress) => void;
    readonly stallMs?: number;
  },
): Promise<Result<EncodedVideo>> => {
  const { params } = request;
  const progress = createProgressLines(request.onProgress);
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: request.outputFolder,
    signal: request.signal,
    onStdoutLine: progress.line,
    stallMs: request.stallMs ?? STALL_MS,
    wallMs: wallLimitMs(params.durationSeconds),
    args: (paths) => videoArguments(params, paths),
  });
  const failed = processFailure(end, 'Encoding the video');
  if (failed?.code === 'FFMPEG_FAILED' && progress.last().frames === 0)
    return err(nothingDecoded(failed.details));
  if (failed) return err(failed);
  return verified(request.outputFolder, params, end);
};

const nothingDecoded = (details: Record<string, unknown> | undefined) =>
  failure('MEDIA_DAMAGED', 'bad-input', 'No picture of the video could be decoded.', details);

const verified = async (
  folder: string,
  params: EncodeVideoParams,
  end: ProcessEnd,
): Promise<Result<EncodedVideo>> => {
  const renditions: EncodedVideo['renditions'][number][] = [];
  for (const rung of params.rungs) {
    const path = join(folder, rungFile(rung));
    const file = await readFragments(path);
    if (!file.ok) return end.stderrLines > 0 ? err(nothingDecoded(undefined)) : file;
    renditions.push({ rung, path, file: file.value });
  }
  const [first] = renditions;
  if (!first) throw new Error('a ladder has at least one rung');
  if (renditions.some(({ file }) => !sameShape(file, first.file))) {
    return err(failure('OUTPUT_INVALID', 'transient', 'The qualities do not have the same segments.'));
  }
  const { sampleCount, durationSeconds } = first.file;
  if (sampleCount >= params.maxFrames) {
    return err(
      failure('MEDIA_DAMAGED', 'limit-exceeded', 'The video gives far more pictures than it says it holds.'),
    );
  }
  return ok({
    renditions,
    frames: sampleCount,
    durationSeconds,
    warnings: warningsOf(params, sampleCount, end),
  });
};

/** Every rung came from the same frames, so their segments hold the same number of them for the same time. */
const sameShape = (a: FragmentedFile, b: FragmentedFile): boolean =>
  a.fragments.length === b.fragments.length &&
  a.fragments.every((fragment, index) => {
    const other = b.fragments[index];
    return (
      fragment.sampleCount === other?.sampleCount &&
      Math.abs(fragment.durationSeconds - other.durationSeconds) < 0.001
    );
  });

/** Frames that may be missing before it is worth a word: the edges of edit lists, a hidden frame. */
const UNREMARKABLE_SHARE = 0.02;

const warningsOf = (params: EncodeVideoParams, frames: number, end: ProcessEnd): readonly string[] => {
  const missing = params.expectedFrames - frames;
  return [
    ...(missing > Math.max(2, params.expectedFrames * UNREMARKABLE_SHARE)
      ? [`Of ${params.expectedFrames} pictures ${missing} could not be decoded.`]
      : []),
    ...(end.stderrLines > 0
      ? ['The video has damaged parts; they were skipped or repaired where possible.']
      : []),
  ];
};
