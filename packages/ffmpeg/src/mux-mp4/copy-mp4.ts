import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CopyMp4Params, err, failure, type Result } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { runTool, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { type MuxedMp4, muxMp4 } from './mux-mp4.ts';
import { splitArguments } from './split-arguments.ts';

/**
 * Makes an MP4 of tracks of a file without touching a sample: they are taken out one by one, counted, and joined as those
 * that were encoded here are.
 */
export const copyMp4 = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly params: CopyMp4Params;
    readonly signal: AbortSignal;
  },
): Promise<Result<MuxedMp4>> => {
  const { params, outputFolder, signal } = request;
  const inputFolder = join(outputFolder, 'tracks');
  await mkdir(inputFolder);
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputPath,
    outputFolder: inputFolder,
    signal,
    wallMs: wallLimitMs(params.durationSeconds),
    args: (paths) => splitArguments(params, paths),
  });
  const failed = processFailure(end, 'Copying the tracks');
  if (failed) return err(failed);
  const muxed = await muxMp4(toolchain, { inputFolder, outputFolder, layout: params.layout, signal });
  if (!muxed.ok) return muxed;
  const frames = muxed.value.video?.sampleCount ?? 0;
  return frames >= params.frameCount
    ? muxed
    : err(
        failure(
          'OUTPUT_INVALID',
          'transient',
          `Only ${frames} of the file's ${params.frameCount} pictures arrived in the copy.`,
        ),
      );
};
