import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, failure, ok, type PosterParams, type Result } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { jpegSize } from './jpeg-size.ts';
import { POSTER_FILE, posterArguments } from './poster-arguments.ts';

const WALL_MS = 120_000;

/** One picture of the source as JPEG, upright, with square pixels, never enlarged. */
export const makePoster = async (
  toolchain: Toolchain,
  request: {
    readonly inputPath: string;
    readonly outputFolder: string;
    readonly params: PosterParams;
    readonly signal: AbortSignal;
  },
): Promise<
  Result<{
    readonly path: string;
    readonly width: number;
    readonly height: number;
    readonly warnings: readonly string[];
  }>
> => {
  const path = join(request.outputFolder, POSTER_FILE);
  for (const mode of ['seek', 'last-before'] as const) {
    const end = await runTool(toolchain, {
      tool: 'ffmpeg',
      inputPath: request.inputPath,
      outputFolder: request.outputFolder,
      signal: request.signal,
      wallMs: WALL_MS,
      args: (paths) => posterArguments(request.params, paths, mode),
    });
    if (end.endedBy !== 'itself') {
      const failed = processFailure(end, 'Making the poster');
      if (failed) return err(failed);
    }
    const size = await sizeOf(path);
    if (size && isAsPlanned(size, request.params)) return ok({ path, ...size, warnings: [] });
    const failed = processFailure(end, 'Making the poster');
    if (failed && failed.code !== 'FFMPEG_FAILED') return err(failed);
  }
  return err(failure('MEDIA_DAMAGED', 'bad-input', 'No picture could be decoded for the poster.'));
};

/** A picture of the video has the planned size to the pixel; cover art its own, within it. */
const isAsPlanned = (
  size: { readonly width: number; readonly height: number },
  { atSeconds, width, height }: PosterParams,
): boolean =>
  atSeconds === null
    ? size.width <= width && size.height <= height
    : size.width === width && size.height === height;

/** Read from the picture itself: it is whole when its header and its end are there. */
const sizeOf = async (path: string) => {
  try {
    return jpegSize(await readFile(path));
  } catch {
    return undefined;
  }
};
