import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, type FramesParams, failure, ok, type Result, toNumber } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines } from '../process/progress-lines.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { FRAMES_FILE, framesArguments, rawFormat } from './frames-arguments.ts';

/** Pictures one after another in a file, which `readFrames` takes apart. */
export interface RawFrames {
  readonly path: string;
  readonly frameCount: number;
  readonly warnings: readonly string[];
}

/** A source that gives clearly fewer pictures than the probe counted is damaged. */
const MISSING_SHARE = 0.02;
const MISSING_FRAMES = 2;

/** All pictures of a source for a display, not yet dithered. Whole pictures only, and one at least. */
export const makeFrames = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly params: FramesParams;
    readonly signal: AbortSignal;
    /** Share done, 0 to 1. */
    readonly onProgress: (share: number) => void;
  },
): Promise<Result<RawFrames>> => {
  const { params } = request;
  const progress = createProgressLines(({ frames }) => request.onProgress(frames / params.expectedFrames));
  const seconds = params.frameRate === null ? 0 : params.expectedFrames / toNumber(params.frameRate);
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: request.outputFolder,
    signal: request.signal,
    stallMs: STALL_MS,
    wallMs: wallLimitMs(seconds),
    onStdoutLine: progress.line,
    args: (paths) => framesArguments(params, paths),
  });
  const failed = processFailure(end, 'Making the frames');
  // What a damaged source gave before ffmpeg gave up on it is looked at below.
  if (failed && failed.code !== 'FFMPEG_FAILED') return err(failed);
  const path = join(request.outputFolder, FRAMES_FILE);
  const frameCount = await countFrames(path, params);
  if (frameCount === 0) {
    return err(failed ?? failure('MEDIA_DAMAGED', 'bad-input', 'No picture of the file could be decoded.'));
  }
  if (!Number.isInteger(frameCount)) {
    return err(failed ?? failure('OUTPUT_INVALID', 'transient', 'The last of the frames is not whole.'));
  }
  const missing = params.expectedFrames - frameCount;
  const isShort = missing > Math.max(MISSING_FRAMES, params.expectedFrames * MISSING_SHARE);
  return ok({
    path,
    frameCount,
    warnings: isShort
      ? [`Only ${frameCount} of ${params.expectedFrames} frames could be made: the file is damaged.`]
      : [],
  });
};

const BYTES_PER_PIXEL = { rgb565le: 2, rgb24: 3 } as const;

/** Bytes of one raw picture. */
export const rawFrameBytes = (params: Pick<FramesParams, 'width' | 'height' | 'dithering'>): number =>
  params.width * params.height * BYTES_PER_PIXEL[rawFormat(params)];

/** Not whole when the file ends within a picture; 0 when there is none. */
const countFrames = async (path: string, params: FramesParams): Promise<number> => {
  try {
    return (await stat(path)).size / rawFrameBytes(params);
  } catch {
    return 0;
  }
};
