import { appendFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '@reelmill/core';
import { createFrameTimes } from '../process/frame-times.ts';
import { processFailure } from '../process/process-failure.ts';
import { runTool, wallLimitMs } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { chooseTiles } from './choose-tiles.ts';
import {
  copyKeyframes,
  KEYFRAMES_FILE,
  TILES_FILE,
  tileAt,
  tilesOfKeyframes,
} from './storyboard-arguments.ts';
import type { StoryboardRequest } from './storyboard-request.ts';
import { tileBytes } from './write-tiles.ts';

/** Decoded pictures behind each other in a file, and which of them to show when. */
export interface Tiles {
  readonly path: string;
  /** Which pictures of the file, counted from 0. */
  readonly positions: readonly number[];
  /** Of the same length: when each is shown, from the first picture of the video. */
  readonly times: readonly number[];
  /** ffmpeg gave all that was asked for, and found nothing wrong. */
  readonly isClean: boolean;
}

/** Keyframes that are missing make holes; with more of them than this it is better to jump. */
const LEAST_SHARE = 0.9;

/** Undefined when keyframes are not to be had, or too few of them decode. */
export const tilesFromKeyframes = async (
  toolchain: Toolchain,
  { inputPath, outputFolder, params, signal, onProgress }: StoryboardRequest,
): Promise<Result<Tiles | undefined>> => {
  const { keyframes, grid, firstFrameSeconds } = params;
  if (!keyframes) return ok(undefined);
  const wallMs = wallLimitMs(params.durationSeconds);
  const copied = await runTool(toolchain, {
    ...{ tool: 'ffmpeg', inputPath, outputFolder, signal, wallMs },
    args: (paths) => copyKeyframes(params, keyframes, paths),
  });
  if (copied.exitCode !== 0) return unlessFinal(processFailure(copied, 'Finding keyframes'));
  onProgress(0.4);
  const frames = createFrameTimes();
  const decoded = await runTool(toolchain, {
    ...{ tool: 'ffmpeg', inputPath: join(outputFolder, KEYFRAMES_FILE), outputFolder, signal, wallMs },
    args: (paths) => tilesOfKeyframes(params, paths),
    onStdoutLine: frames.line,
  });
  if (decoded.exitCode !== 0) return unlessFinal(processFailure(decoded, 'Decoding keyframes'));
  onProgress(0.8);
  const path = join(outputFolder, TILES_FILE);
  const { size } = await stat(path);
  if (size !== frames.times.length * tileBytes(grid)) return ok(undefined);
  const chosen = chooseTiles(
    frames.times.map((seconds) => seconds - firstFrameSeconds),
    params.atSeconds,
  );
  const enough = chosen.positions.length >= params.atSeconds.length * LEAST_SHARE;
  const hasAll = chosen.positions.length === params.atSeconds.length;
  const isClean = hasAll && copied.stderrLines + decoded.stderrLines === 0;
  return ok(enough ? { path, ...chosen, isClean } : undefined);
};

/** Undefined when nothing decodes at any of the times. Where something does not, the picture before it stays. */
export const tilesByJumping = async (
  toolchain: Toolchain,
  { inputPath, outputFolder, params, signal, onProgress }: StoryboardRequest,
): Promise<Result<Tiles | undefined>> => {
  const one = join(outputFolder, TILES_FILE);
  const path = join(outputFolder, 'pictures.yuv');
  const times: number[] = [];
  // Who planned keyframes and got none was given something else than was planned for.
  let isClean = params.keyframes === null;
  for (const [index, atSeconds] of params.atSeconds.entries()) {
    await rm(one, { force: true });
    const end = await runTool(toolchain, {
      ...{ tool: 'ffmpeg', inputPath, outputFolder, signal, wallMs: wallLimitMs(0) },
      args: (paths) => tileAt(params, params.firstFrameSeconds + atSeconds, paths),
    });
    const failed = processFailure(end, 'Taking pictures for the storyboard');
    if (failed && failed.code !== 'FFMPEG_FAILED') return err(failed);
    const tile = await readFile(one).catch(() => undefined);
    const isWhole = tile?.length === tileBytes(params.grid);
    isClean &&= isWhole && end.stderrLines === 0;
    if (tile && isWhole) {
      await appendFile(path, tile);
      times.push(atSeconds);
    }
    onProgress((index + 1) / params.atSeconds.length);
  }
  return ok(times.length > 0 ? { path, positions: [...times.keys()], times, isClean } : undefined);
};

/** That a file does not give its keyframes is nothing final; that somebody stopped it is. */
const unlessFinal = (failed: ReturnType<typeof processFailure>): Result<undefined> =>
  failed && failed.code !== 'FFMPEG_FAILED' ? err(failed) : ok(undefined);
