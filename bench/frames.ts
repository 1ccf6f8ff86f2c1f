import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type FramesParams, PROBE_PARAMS, plan, resolveRecipe } from '@reelmill/core';
import { makeFrames, openToolchain, probeMedia, writeBundle } from '@reelmill/ffmpeg';
import type { Row } from './report.ts';

const run = promisify(execFile);
const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
const never = new AbortController().signal;
const CLIP_SECONDS = 20;

/** A clip for a small display. */
export const framesRows = async (folder: string): Promise<readonly Row[]> => [
  {
    what: '720p to RGB565 of 320×170, times real time',
    value: await measureFrames(folder, CLIP_SECONDS),
    unit: '×',
    least: 10,
  },
];

/** How many times faster than it plays a 720p clip becomes a bundle of 320×170 at 25 a second: decoded, and zipped. */
const measureFrames = async (folder: string, seconds: number): Promise<number> => {
  const clip = join(folder, 'clip.mp4');
  await run(FFMPEG, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=1280x720:rate=25:duration=${seconds}`],
    ...['-vf', 'noise=alls=4:allf=t', '-c:v', 'libx264', '-preset', 'superfast', '-b:v', '4M'],
    ...['-pix_fmt', 'yuv420p', clip],
  ]);
  const toolchain = await openToolchain();
  if (!toolchain.ok) throw new Error(toolchain.error.message);
  const probed = await probeMedia(toolchain.value, { inputPath: clip, params: PROBE_PARAMS, signal: never });
  const recipe = resolveRecipe('frames');
  if (!probed.ok || !recipe.ok) throw new Error('the clip cannot be planned');
  const planned = plan(recipe.value.recipe, probed.value, toolchain.value.capabilities, 'clip.mp4');
  const step = planned.ok ? planned.value.steps.find(({ kind }) => kind === 'frames') : undefined;
  if (!step) throw new Error('there are no frames in the plan');
  const params = step.params as FramesParams;

  const outputFolder = join(folder, 'frames');
  await mkdir(outputFolder);
  const startedAt = performance.now();
  const request = { inputPath: clip, outputFolder, params, signal: never, onProgress: () => {} };
  const made = await makeFrames(toolchain.value, request);
  if (!made.ok) throw new Error(made.error.message);
  await writeBundle(join(folder, 'frames.zip'), made.value, params, never);
  return seconds / ((performance.now() - startedAt) / 1000);
};
