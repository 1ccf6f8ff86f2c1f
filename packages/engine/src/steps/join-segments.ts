import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ok, type RunSegment, type SegmentRun, segmentIndex } from '@reelmill/core';
import { joinChunks } from './join-chunks.ts';
import { readInit } from './read-headers.ts';
import { oneByOne, type StepKind } from './step-kind.ts';
import { type FileOf, filesOfInputs } from './stream-files.ts';

/**
 * One file of all segments of a rendition: the init segment, an index of the others, the others. Those that can only be
 * read one by one, being transport streams or encrypted whole, have no index.
 */
export const joinSegments: StepKind<'join-segments'> = {
  kind: 'join-segments',
  version: 1,
  usesToolchain: false,
  run: oneByOne(async ({ inputs, workFolder, keep }) => {
    const made = joinChunks(inputs);
    if (!made.ok) return made;
    const facts = made.value.video[0] ?? made.value.audio[0];
    if (!facts) throw new Error('the step was planned without segments');
    const { run } = facts;
    const fileOf = filesOfInputs(inputs);
    const isStream = run.init === '';
    const name = isStream ? 'media.ts' : 'media.mp4';
    const path = `${(run.segments[0]?.path ?? '').replace(/[^/]*$/, '')}${name}`;

    const init = isStream ? Buffer.alloc(0) : await readFile(await fileOf(run.init));
    const head = Buffer.concat([init, await indexOf(run, fileOf)]);
    const file = join(workFolder, name);
    await pipeline(joined(head, run, fileOf), createWriteStream(file));
    const mediaType = made.value.entries.find((entry) => entry.path === run.segments[0]?.path)?.mediaType;
    const entry = await keep(path, mediaType ?? 'video/mp4', { file });
    let offsetBytes = head.length;
    const segments = run.segments.map((segment): RunSegment => {
      const placed = { ...segment, path, offsetBytes };
      offsetBytes += segment.sizeBytes;
      return placed;
    });
    const inOne: SegmentRun = isStream
      ? { ...run, segments }
      : { ...run, init: path, initBytes: init.length, segments };
    return ok({ entries: [entry], facts: { ...facts, run: inOne }, warnings: [] });
  }),
};

async function* joined(head: Uint8Array, run: SegmentRun, fileOf: FileOf) {
  yield head;
  for (const { path } of run.segments) yield* createReadStream(await fileOf(path));
}

const indexOf = async (run: SegmentRun, fileOf: FileOf): Promise<Uint8Array> => {
  if (run.init === '' || run.encryption?.scheme === 'aes-128') return new Uint8Array();
  const { timescale } = await readInit(run, fileOf);
  return segmentIndex(
    timescale,
    run.segments.map(({ sizeBytes, durationSeconds }) => ({
      sizeBytes,
      durationTicks: Math.round(durationSeconds * timescale),
    })),
  );
};
