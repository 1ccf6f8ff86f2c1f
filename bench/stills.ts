import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@reelmill/client';
import { PROBE_PARAMS, plan, resolveRecipe, type StoryboardParams } from '@reelmill/core';
import { makeStoryboard, openToolchain, probeMedia } from '@reelmill/ffmpeg';
import { startServer } from '@reelmill/server';
import { measure, percentile } from './measure.ts';
import type { Row } from './report.ts';

const run = promisify(execFile);
const FFMPEG = process.env['FFMPEG_PATH'] ?? 'ffmpeg';
const never = new AbortController().signal;

const FILM_SECONDS = 600;

/** Pictures out of a film: one at a time as somebody asks, and a sheet of them. */
export const stillsRows = async (folder: string): Promise<readonly Row[]> => {
  const stills = await measureStills(folder);
  const storyboard = await measureStoryboard(folder, FILM_SECONDS);
  return [
    { what: 'still over HTTP, 1080p, p50', value: stills.p50Ms, unit: 'ms' },
    { what: 'still over HTTP, 1080p, p95', value: stills.p95Ms, unit: 'ms', target: 300 },
    { what: 'storyboard of 10 minutes', value: storyboard.ownSeconds, unit: 's' },
    {
      what: 'storyboard, times faster than fps filter',
      value: storyboard.naiveSeconds / storyboard.ownSeconds,
      unit: '',
      least: 20,
    },
  ];
};

interface StoryboardCosts {
  readonly naiveSeconds: number;
  readonly ownSeconds: number;
}

/** A storyboard of a long 720p film with a keyframe every 2 s, against a filter over all of its pictures. */
const measureStoryboard = async (folder: string, seconds: number): Promise<StoryboardCosts> => {
  const film = await makeFilm(folder, seconds);
  const toolchain = await openToolchain();
  if (!toolchain.ok) throw new Error(toolchain.error.message);
  const probed = await probeMedia(toolchain.value, { inputPath: film, params: PROBE_PARAMS, signal: never });
  const recipe = resolveRecipe('storyboard');
  if (!probed.ok || !recipe.ok) throw new Error('the film cannot be planned');
  const planned = plan(recipe.value.recipe, probed.value, toolchain.value.capabilities);
  const step = planned.ok ? planned.value.steps.find(({ kind }) => kind === 'storyboard') : undefined;
  if (!step) throw new Error('there is no storyboard in the plan');
  const params = step.params as StoryboardParams;

  const outputFolder = join(folder, 'storyboard');
  await mkdir(outputFolder);
  const startedAt = performance.now();
  const request = { inputPath: film, outputFolder, params, signal: never, onProgress: () => {} };
  const made = await makeStoryboard(toolchain.value, request);
  if (!made.ok) throw new Error(made.error.message);
  const ownSeconds = (performance.now() - startedAt) / 1000;

  const every = seconds / params.atSeconds.length;
  const naive = await measure(FFMPEG, [
    ...['-v', 'error', '-y', '-i', film, '-an', '-vf', `fps=1/${every},scale=160:90,tile=10x10`],
    ...['-q:v', '4', join(folder, 'naive-%d.jpg')],
  ]);
  return { naiveSeconds: naive.wallSeconds, ownSeconds };
};

const STILLS = 60;

/** Milliseconds from request to last byte, of so many stills that nobody has asked for, one after another: the 95th of 100. */
const measureStills = async (folder: string): Promise<{ readonly p50Ms: number; readonly p95Ms: number }> => {
  const clip = await makePhoneClip(folder);
  const server = await startServer({
    ...{ port: 0, host: '127.0.0.1', dataFolder: join(folder, 'data'), logLevel: 'warn' },
  });
  if (!server.ok) throw new Error(server.error.message);
  const { url, close } = server.value;
  try {
    const address = `${url}/api/v1/assets?name=clip.mp4&recipe=poster`;
    const response = await fetch(address, { method: 'PUT', body: await readFile(clip) });
    const { id } = (await response.json()) as { id: string };
    const client = createClient({ baseUrl: url });
    for (;;) {
      const asset = await client.assets.get(id);
      if (asset.ok && asset.value.state === 'ready') break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const elapsedMs: number[] = [];
    for (let still = 0; still < STILLS; still += 1) {
      // Steps of the golden ratio are spread evenly and come in no order.
      const at = ((still * 0.618_034) % 1) * PHONE_CLIP_SECONDS;
      const startedAt = performance.now();
      const answer = await fetch(client.assets.stillUrl(id, { at, width: 320 }));
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`a still was answered with ${answer.status}`);
      elapsedMs.push(performance.now() - startedAt);
    }
    return { p50Ms: percentile(elapsedMs, 0.5), p95Ms: percentile(elapsedMs, 0.95) };
  } finally {
    await close();
  }
};

const PART_SECONDS = 20;
const PHONE_CLIP_SECONDS = 20;

const makeFilm = async (folder: string, seconds: number): Promise<string> => {
  const part = join(folder, 'part.mp4');
  await run(FFMPEG, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=1280x720:rate=30:duration=${PART_SECONDS}`],
    ...['-vf', 'noise=alls=2:allf=t', '-c:v', 'libx264', '-preset', 'superfast', '-g', '60'],
    ...['-b:v', '4M', '-maxrate', '4M', '-bufsize', '8M', '-pix_fmt', 'yuv420p', part],
  ]);
  const film = join(folder, 'long-film.mp4');
  const loops = String(seconds / PART_SECONDS - 1);
  await run(FFMPEG, ['-v', 'error', '-y', '-stream_loop', loops, '-i', part, '-c', 'copy', film]);
  return film;
};

/** 1080p as phones film it: 8 Mbit/s, a keyframe every second. */
const makePhoneClip = async (folder: string): Promise<string> => {
  const path = join(folder, 'phone.mp4');
  await run(FFMPEG, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i'],
    `testsrc2=size=1920x1080:rate=30:duration=${PHONE_CLIP_SECONDS}`,
    ...['-vf', 'noise=alls=2:allf=t', '-c:v', 'libx264', '-preset', 'superfast', '-g', '30'],
    ...['-b:v', '8M', '-maxrate', '8M', '-bufsize', '8M', '-pix_fmt', 'yuv420p', path],
  ]);
  return path;
};
