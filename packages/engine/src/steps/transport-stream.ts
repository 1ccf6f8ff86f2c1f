import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type RunSegment, type SegmentRun } from '@reelmill/core';
import { makeTransportStream } from '@reelmill/ffmpeg';
import type { ArtifactEntry } from '../ports/index.ts';
import { joinChunks } from './join-chunks.ts';
import { oneByOne, type StepKind } from './step-kind.ts';
import { writeTracks } from './write-tracks.ts';

const MEDIA_TYPE = 'video/mp2t';

/** One rung and the sound as transport streams, one a segment: no re-encode. All at once, so that they join. */
export const transportStream: StepKind<'transport-stream'> = {
  kind: 'transport-stream',
  version: 1,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep }) => {
    const made = joinChunks(inputs);
    if (!made.ok) return made;
    const [audio] = made.value.audio;
    const [video] = made.value.video;
    const facts = video ?? audio;
    if (!facts) throw new Error('the step was planned without segments');
    const inputFolder = join(workFolder, 'tracks');
    await mkdir(inputFolder);
    await writeTracks(inputs, inputFolder);
    const streams = await makeTransportStream(toolchain, {
      ...params,
      inputFolder,
      outputFolder: workFolder,
      signal,
    });
    if (!streams.ok) return streams;

    const folder = (facts.run.segments[0]?.path ?? '').replace(/[^/]*$/, '');
    const entries: ArtifactEntry[] = [];
    const segments: RunSegment[] = [];
    for (const [index, { path, durationSeconds }] of streams.value.entries()) {
      const name = `${folder}${String(index + 1).padStart(5, '0')}.ts`;
      const entry = await keep(name, MEDIA_TYPE, { file: path });
      entries.push(entry);
      segments.push({ path: entry.path, durationSeconds, sizeBytes: entry.sizeBytes });
    }
    const codec = [video?.run.codec, audio?.run.codec].filter((known) => known !== undefined).join(',');
    const run: SegmentRun = { ...facts.run, init: '', codec, segments };
    return ok({ entries, facts: { ...facts, run }, warnings: [] });
  }),
};
