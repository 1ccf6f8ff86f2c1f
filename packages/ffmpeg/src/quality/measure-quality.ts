import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, type FrameScore, failure, ok, type Result, toNumber } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines, type EncodeProgress } from '../process/progress-lines.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { type CompareRequest, chunkStartSeconds, scoresFile, vmafFile } from './compare-graph.ts';
import { measureArguments } from './measure-arguments.ts';
import { readScores, readVmaf } from './read-scores.ts';

export interface MeasureRequest extends CompareRequest {
  readonly inputPath: string;
  /** Holds the encoded files. */
  readonly folder: string;
  /** Name and number of pictures of each comparison's file. */
  readonly files: readonly { readonly name: string; readonly frames: number }[];
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: EncodeProgress) => void;
}

interface Measured {
  /** Of every picture of every file, in the order of the comparisons. */
  readonly scores: readonly (readonly FrameScore[])[];
  /** ffmpeg found nothing wrong with what it compared. */
  readonly isClean: boolean;
}

/** Compares files with the source. Every picture has to have a score. */
export const measureQuality = async (
  toolchain: Toolchain,
  request: MeasureRequest,
): Promise<Result<Measured>> => {
  const [params] = request.chunk.rungs;
  if (!params) throw new Error('a chunk has at least one rung');
  const progress = createProgressLines((now) => request.onProgress?.(now));
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: request.folder,
    signal: request.signal,
    onStdoutLine: progress.line,
    stallMs: STALL_MS,
    wallMs: wallLimitMs((params.endTicks - params.startTicks) * toNumber(params.timeBase)),
    args: (paths) =>
      measureArguments(
        request,
        request.files.map(({ name }) => name),
        paths,
      ),
  });
  const failed = processFailure(end, 'Measuring the quality');
  if (failed) return err(failed);
  const scores: (readonly FrameScore[])[] = [];
  for (const [index, { frames }] of request.files.entries()) {
    const read = await readComparison(request, index);
    if (read?.length !== frames) {
      const message = `Of ${frames} pictures ${read?.length ?? 0} could be compared with the source.`;
      return err(failure('OUTPUT_INVALID', 'transient', message));
    }
    scores.push(read);
  }
  return ok({ scores, isClean: end.stderrLines === 0 });
};

const readComparison = async (
  { folder, chunk, vmaf }: MeasureRequest,
  index: number,
): Promise<readonly FrameScore[] | undefined> => {
  try {
    const text = await readFile(join(folder, scoresFile(index)), 'utf8');
    const log = vmaf ? readVmaf(await readFile(join(folder, vmafFile(index)), 'utf8')) : null;
    return log === undefined ? undefined : readScores(text, chunkStartSeconds(chunk), log);
  } catch {
    return undefined;
  }
};
