import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, failure, ok, type Result } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { runTool, STALL_MS, wallLimitMs } from '../process/run-tool.ts';
import { jpegSize } from '../still/jpeg-size.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { sheetOf } from './storyboard-arguments.ts';
import type { StoryboardRequest } from './storyboard-request.ts';
import { type Tiles, tilesByJumping, tilesFromKeyframes } from './tiles.ts';
import { writeTiles } from './write-tiles.ts';

export interface MadeStoryboard {
  /** When each picture is shown, ascending, from the first picture of the video. */
  readonly times: readonly number[];
  /** In the output folder. */
  readonly sheets: readonly { readonly file: string; readonly width: number; readonly height: number }[];
  /** ffmpeg gave all that was asked for, and found nothing wrong. */
  readonly isClean: boolean;
}

/** Small pictures of the whole video on sheets. Keyframes that do not decode are made up for by jumping. */
export const makeStoryboard = async (
  toolchain: Toolchain,
  request: StoryboardRequest,
): Promise<Result<MadeStoryboard>> => {
  let tiles: Result<Tiles | undefined> = ok(undefined);
  if (request.params.keyframes) tiles = await tilesFromKeyframes(toolchain, request);
  if (tiles.ok && !tiles.value) tiles = await tilesByJumping(toolchain, request);
  if (!tiles.ok) return tiles;
  if (!tiles.value) {
    return err(failure('MEDIA_DAMAGED', 'bad-input', 'No picture could be decoded for the storyboard.'));
  }
  return layOut(toolchain, request, tiles.value);
};

const layOut = async (
  toolchain: Toolchain,
  { outputFolder, params, signal }: StoryboardRequest,
  { path, positions, times, isClean }: Tiles,
): Promise<Result<MadeStoryboard>> => {
  const { grid } = params;
  const perSheet = grid.columns * grid.rows;
  const sheets: MadeStoryboard['sheets'][number][] = [];
  for (let first = 0; first < positions.length; first += perSheet) {
    const onSheet = positions.slice(first, first + perSheet);
    const raw = join(outputFolder, 'sheet.yuv');
    await writeTiles(path, onSheet, grid, raw);
    const rows = Math.ceil(onSheet.length / grid.columns);
    const file = `sheet-${sheets.length + 1}.jpg`;
    const end = await runTool(toolchain, {
      ...{ tool: 'ffmpeg', inputPath: raw, outputFolder, signal },
      ...{ wallMs: wallLimitMs(0), stallMs: STALL_MS },
      args: (paths) => sheetOf(grid, rows, paths, file),
    });
    const failed = processFailure(end, 'Laying out the storyboard');
    if (failed) return err(failed);
    const size = jpegSize(await readFile(join(outputFolder, file)));
    if (size?.width !== grid.columns * grid.tileWidth || size.height !== rows * grid.tileHeight) {
      return err(
        failure('OUTPUT_INVALID', 'transient', 'A sheet of the storyboard came out in another size.'),
      );
    }
    sheets.push({ file, ...size });
  }
  return ok({ times, sheets, isClean });
};
