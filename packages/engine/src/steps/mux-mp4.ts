import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mp4Facts, ok, type SegmentRun } from '@reelmill/core';
import { muxMp4 as runMux } from '@reelmill/ffmpeg';
import { joinChunks } from './join-chunks.ts';
import { oneByOne, type StepKind } from './step-kind.ts';
import { writeTracks } from './write-tracks.ts';

const FILE = 'video.mp4';

/** The chunks of one rung and the sound as one MP4: no re-encode. */
export const muxMp4: StepKind<'mux-mp4'> = {
  kind: 'mux-mp4',
  version: 2,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep }) => {
    const made = joinChunks(inputs);
    if (!made.ok) return made;
    const [audio] = made.value.audio;
    const [video, ...others] = made.value.video;
    if (others.length > 0) throw new Error('the step was planned with chunks of several rungs');
    const inputFolder = join(workFolder, 'tracks');
    await mkdir(inputFolder);
    await writeTracks(inputs, inputFolder);
    const muxed = await runMux(toolchain, {
      inputFolder,
      outputFolder: workFolder,
      layout: params.layout,
      signal,
    });
    if (!muxed.ok) return muxed;
    const entry = await keep(FILE, video ? 'video/mp4' : 'audio/mp4', { file: muxed.value.path });
    const run = video?.run ?? audio?.run;
    const facts: Mp4Facts = {
      url: entry.path,
      layout: params.layout,
      width: video?.width ?? null,
      height: video?.height ?? null,
      frameRate: video ? frameRateOf(video.run) : null,
      durationSeconds: run?.durationSeconds ?? 0,
      codecs: [video?.run.codec, audio?.run.codec].filter((codec) => codec !== undefined).join(','),
      sizeBytes: entry.sizeBytes,
      sourceSizeBytes: params.sourceSizeBytes,
      isReplacement: false,
    };
    return ok({ entries: [entry], facts, warnings: [] });
  }),
};

const frameRateOf = (run: SegmentRun): number | null =>
  run.sampleCount > 1 ? run.sampleCount / run.durationSeconds : null;
