import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { err, failure, ok, type Result, type StillParams } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { runTool } from '../process/run-tool.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { chooseBest } from './choose-best.ts';
import { lastPicture } from './last-picture.ts';
import type { PictureAt } from './picture-at.ts';
import { STILL_EXTENSIONS, stillArguments } from './still-arguments.ts';
import { type StillSize, stillSize } from './still-size.ts';

const WALL_MS = 120_000;
/** A container's rounding. */
const SLACK_SECONDS = 0.0005;

interface StillRequest {
  readonly inputPath: string;
  readonly outputFolder: string;
  readonly params: StillParams;
  readonly signal: AbortSignal;
}

export interface MadeStill extends StillSize {
  /** In the output folder. */
  readonly file: string;
  /** As asked for; null for cover art. */
  readonly atSeconds: number | null;
  /** ffmpeg found nothing wrong on the way to it. */
  readonly isClean: boolean;
}

/** Pictures of the source, upright, with square pixels, never enlarged: one for each time, or the best of them. */
export const makeStills = async (
  toolchain: Toolchain,
  request: StillRequest & { readonly onProgress: (share: number) => void },
): Promise<Result<readonly MadeStill[]>> => {
  const { params, onProgress } = request;
  const { times, isClean } = await timesOf(toolchain, request);
  const extension = STILL_EXTENSIONS[params.format];
  const stills: MadeStill[] = [];
  for (const [index, atSeconds] of times.entries()) {
    const file = times.length === 1 ? `still.${extension}` : `still-${index + 1}.${extension}`;
    const size = await makeStill(toolchain, request, atSeconds, file);
    if (!size.ok) return size;
    stills.push({ ...size.value, isClean: isClean && size.value.isClean, file, atSeconds });
    onProgress(stills.length / times.length);
  }
  return ok(stills);
};

const timesOf = async (
  toolchain: Toolchain,
  { inputPath, outputFolder, params, signal }: StillRequest,
): Promise<{ readonly times: readonly (number | null)[]; readonly isClean: boolean }> => {
  const times = params.atSeconds;
  if (times === null) return { times: [null], isClean: true };
  if (params.keep === 'each') return { times, isClean: true };
  const run = { inputPath, outputFolder, signal, wallMs: WALL_MS };
  const { seconds, isClean } = await chooseBest(toolchain, { ...run, params, times });
  return { times: [seconds], isClean };
};

/** Where no jump to the time gives a picture, the last one before it. */
const makeStill = async (
  toolchain: Toolchain,
  request: StillRequest,
  atSeconds: number | null,
  file: string,
): Promise<Result<TriedStill>> => {
  const { inputPath, params, signal } = request;
  const onFileClock = atSeconds === null ? null : params.firstFrameSeconds + atSeconds;
  let made = await tryStill(toolchain, request, { atSeconds: onFileClock }, file);
  if (made.ok && !made.value && onFileClock !== null) {
    const { trackIndex } = params;
    const last = { inputPath, trackIndex, beforeSeconds: onFileClock, wallMs: WALL_MS, signal };
    const found = await lastPicture(toolchain, last);
    if (found) {
      const at = { ...found, atSeconds: Math.max(0, found.atSeconds - SLACK_SECONDS) };
      made = await tryStill(toolchain, request, at, file);
      if (made.ok && made.value) made = ok({ ...made.value, isClean: false });
    }
  }
  if (!made.ok) return made;
  return made.value
    ? ok(made.value)
    : err(failure('MEDIA_DAMAGED', 'bad-input', 'No picture could be decoded for the still.'));
};

type TriedStill = StillSize & Pick<MadeStill, 'isClean'>;

/** Undefined when the file gives no picture at that time, which only the missing picture says for certain. */
const tryStill = async (
  toolchain: Toolchain,
  { inputPath, outputFolder, params, signal }: StillRequest,
  at: Pick<PictureAt, 'atSeconds' | 'decodeFromSeconds'>,
  file: string,
): Promise<Result<TriedStill | undefined>> => {
  const path = join(outputFolder, file);
  await rm(path, { force: true });
  const end = await runTool(toolchain, {
    ...{ tool: 'ffmpeg', inputPath, outputFolder, signal, wallMs: WALL_MS },
    args: (paths) => stillArguments(params, at, paths, file),
  });
  const failed = processFailure(end, 'Making the still');
  if (failed && failed.code !== 'FFMPEG_FAILED') return err(failed);
  const size = await sizeOf(path, params);
  return ok(
    size && isAsPlanned(size, params) ? { ...size, isClean: !failed && end.stderrLines === 0 } : undefined,
  );
};

/** A picture of the video has the planned size to the pixel; cover art its own, within it. */
const isAsPlanned = (size: StillSize, { atSeconds, width, height }: StillParams): boolean =>
  atSeconds === null
    ? size.width <= width && size.height <= height
    : size.width === width && size.height === height;

/** Read from the picture itself: it is whole when its header and its end are there. */
const sizeOf = async (path: string, { format }: StillParams): Promise<StillSize | undefined> => {
  try {
    return stillSize(format, await readFile(path));
  } catch {
    return undefined;
  }
};
