import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, failure, ok, type Result, toNumber } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { createProgressLines } from '../process/progress-lines.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import {
  ANIMATION_FILE,
  type AnimationRequest,
  animationArguments,
  paletteArguments,
} from './animation-arguments.ts';
import { type ReadAnimation, readGif, readWebp } from './read-animation.ts';

/** Makes a GIF or an animated WebP of a part of the source, and reads it block by block before it is kept. */
export const makeAnimation = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly animation: AnimationRequest;
    readonly signal: AbortSignal;
    readonly onProgress: (share: number) => void;
  },
): Promise<
  Result<{ readonly path: string; readonly made: ReadAnimation; readonly warnings: readonly string[] }>
> => {
  const { animation } = request;
  const { params } = animation;
  const passes = params.container === 'gif' ? [paletteArguments, animationArguments] : [animationArguments];
  let hasTrouble = false;
  for (const [pass, argumentsOf] of passes.entries()) {
    const progress = createProgressLines(({ outTimeSeconds }) =>
      request.onProgress((pass + outTimeSeconds / params.durationSeconds) / passes.length),
    );
    const end = await runTool(toolchain, {
      tool: 'ffmpeg',
      inputPath: request.inputPath,
      outputFolder: request.outputFolder,
      signal: request.signal,
      onStdoutLine: progress.line,
      // A palette is written when the last picture was seen: until then there is nothing to report.
      ...(argumentsOf === paletteArguments ? {} : { stallMs: STALL_MS }),
      wallMs: wallLimitMs(params.durationSeconds),
      args: (paths) => argumentsOf(animation, paths),
    });
    const failed = processFailure(end, 'Making the animation');
    if (failed) return err(failed);
    hasTrouble ||= end.stderrLines > 0;
  }
  const path = join(request.outputFolder, ANIMATION_FILE);
  const bytes = await readFile(path);
  const made = params.container === 'gif' ? readGif(bytes) : readWebp(bytes);
  if (!made) return invalid('The animation breaks off.');
  const { width, height, durationSeconds } = made;
  if (width !== params.width || height !== params.height)
    return invalid(`The animation came out ${width}×${height} instead of ${params.width}×${params.height}.`);
  if (durationSeconds - params.durationSeconds > slackSeconds(animation) || durationSeconds === 0)
    return invalid(
      `The animation came out ${durationSeconds.toFixed(2)} s long instead of ${params.durationSeconds.toFixed(2)} s.`,
    );
  const warnings = [
    ...(hasTrouble ? ['The video has damaged parts; they were skipped or repaired where possible.'] : []),
    ...(params.durationSeconds - durationSeconds > slackSeconds(animation)
      ? ['The animation is shorter than asked for: the video gave fewer pictures.']
      : []),
  ];
  return ok({ path, made, warnings });
};

/** Pictures last whole hundredths of a second in a GIF. */
const slackSeconds = ({ params }: AnimationRequest): number =>
  2 / toNumber(params.frameRate) + params.durationSeconds * 0.02;

const invalid = (message: string): Result<never> => err(failure('OUTPUT_INVALID', 'transient', message));
