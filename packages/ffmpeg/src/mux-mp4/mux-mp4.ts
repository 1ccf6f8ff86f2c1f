import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { err, type Mp4Layout, ok, type Result, sphericalOf } from '@reelmill/core';
import { processFailure } from '../process/process-failure.ts';
import { runTool, wallLimitMs } from '../process/run-tool.ts';
import { markSpatial } from '../spatial/mark-spatial.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { type FragmentedFile, readFragments } from '../verify/read-fragments.ts';
import { checkMp4 } from './check-mp4.ts';
import { AUDIO_TRACK_FILE, MUXED_FILE, muxArguments, VIDEO_TRACK_FILE } from './mux-arguments.ts';

export interface MuxedMp4 {
  readonly path: string;
  /** The tracks it was made of. */
  readonly video: FragmentedFile | undefined;
  readonly audio: FragmentedFile | undefined;
}

/**
 * Makes one MP4 of the tracks in `inputFolder` (`video.mp4`, `audio.mp4` or both, each fragmented and alone in its file)
 * without touching a sample, and checks that every one of them arrived at its time.
 */
export const muxMp4 = async (
  toolchain: Toolchain,
  request: {
    readonly inputFolder: string;
    readonly outputFolder: string;
    readonly layout: Mp4Layout;
    readonly signal: AbortSignal;
  },
): Promise<Result<MuxedMp4>> => {
  const video = await readTrack(join(request.inputFolder, VIDEO_TRACK_FILE));
  if (!video.ok) return video;
  const audio = await readTrack(join(request.inputFolder, AUDIO_TRACK_FILE));
  if (!audio.ok) return audio;
  const durationSeconds = (video.value ?? audio.value)?.durationSeconds ?? 0;
  const mux = {
    layout: request.layout,
    video: video.value ? { ...video.value, ...video.value.init, lastTicks: lastTicks(video.value) } : null,
    hasAudio: audio.value !== undefined,
  };
  const end = await runTool(toolchain, {
    tool: 'ffmpeg',
    inputPath: request.inputFolder,
    outputFolder: request.outputFolder,
    signal: request.signal,
    wallMs: wallLimitMs(durationSeconds),
    args: (paths) => muxArguments(mux, paths),
  });
  const failed = processFailure(end, 'Writing the MP4 file');
  if (failed) return err(failed);
  const path = join(request.outputFolder, MUXED_FILE);
  const marked = await markSpatial(path, {
    spherical: video.value && sphericalOf(video.value.init.bytes)?.spherical,
    spatialAudio: undefined,
  });
  if (!marked.ok) return marked;
  const checked = await checkMp4(toolchain, {
    path,
    layout: request.layout,
    video: video.value,
    audio: audio.value,
    signal: request.signal,
  });
  return checked.ok ? ok({ path, video: video.value, audio: audio.value }) : checked;
};

const lastTicks = ({ fragments }: FragmentedFile): number =>
  fragments.at(-1)?.samples.at(-1)?.durationTicks ?? 0;

/** Undefined when there is no such track. */
export const readTrack = async (path: string): Promise<Result<FragmentedFile | undefined>> => {
  try {
    await access(path);
  } catch {
    return ok(undefined);
  }
  return readFragments(path);
};
