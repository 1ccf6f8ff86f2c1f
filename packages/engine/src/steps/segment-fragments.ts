import { type FileHandle, open } from 'node:fs/promises';
import {
  err,
  failure,
  ok,
  parseFragment,
  parseInitSegment,
  type Result,
  readBox,
  type SegmentedTrack,
} from '@reelmill/core';
import type { ArtifactEntry } from '../ports/index.ts';
import type { StepContext } from './step-kind.ts';

interface Segmented {
  readonly track: SegmentedTrack;
  readonly entries: readonly ArtifactEntry[];
}

/**
 * Cuts a single-track fragmented MP4 into CMAF segments, one per movie fragment: `<folder>/init.mp4`,
 * `<folder>/00001.m4s`… Holds one segment in memory at a time.
 */
export const segmentFragments = async (
  file: string,
  folder: string,
  mediaType: 'video/mp4' | 'audio/mp4',
  keep: StepContext<'encode-video'>['keep'],
): Promise<Result<Segmented>> => {
  const handle = await open(file, 'r');
  try {
    return await cut(handle, folder, mediaType, keep);
  } finally {
    await handle.close();
  }
};

const invalid = (message: string) => err(failure('OUTPUT_INVALID', 'transient', message));

const cut = async (
  handle: FileHandle,
  folder: string,
  mediaType: string,
  keep: StepContext<'encode-video'>['keep'],
): Promise<Result<Segmented>> => {
  const boxes = await topLevelBoxes(handle);
  const firstFragment = boxes.findIndex((box) => box.type === 'moof');
  const initEnd = boxes[firstFragment]?.start;
  if (initEnd === undefined) return invalid('The encoder wrote no fragments.');

  const initBytes = await readRange(handle, 0, initEnd);
  const init = parseInitSegment(initBytes);
  if (!init) return invalid('The encoder wrote an init segment that cannot be read.');
  const initEntry = await keep(`${folder}/init.mp4`, mediaType, { bytes: initBytes });

  const entries: ArtifactEntry[] = [initEntry];
  const segments: SegmentedTrack['segments'] = [];
  let sampleCount = 0;
  let durationTicks = 0;
  for (const [index, box] of boxes.entries()) {
    if (box.type !== 'moof') continue;
    const data = boxes[index + 1];
    if (data?.type !== 'mdat') return invalid('The encoder wrote a fragment without data.');
    const bytes = await readRange(handle, box.start, data.end);
    const fragment = parseFragment(bytes, init);
    if (!fragment || fragment.sampleCount === 0)
      return invalid('The encoder wrote a fragment that cannot be read.');
    if (!fragment.startsWithSync) return invalid('A segment does not start with a keyframe.');
    if (fragment.baseTime !== durationTicks)
      return invalid('There is a gap or an overlap between two segments.');
    const path = `${folder}/${String(segments.length + 1).padStart(5, '0')}.m4s`;
    const entry = await keep(path, mediaType, { bytes });
    entries.push(entry);
    segments.push({
      path,
      durationSeconds: fragment.durationTicks / init.timescale,
      sizeBytes: entry.sizeBytes,
    });
    sampleCount += fragment.sampleCount;
    durationTicks += fragment.durationTicks;
  }
  return ok({
    entries,
    track: {
      init: initEntry.path,
      codec: init.codec,
      sampleCount,
      durationSeconds: durationTicks / init.timescale,
      segments,
    },
  });
};

interface FileBox {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const topLevelBoxes = async (handle: FileHandle): Promise<readonly FileBox[]> => {
  const { size } = await handle.stat();
  const header = new Uint8Array(16);
  const boxes: FileBox[] = [];
  for (let offset = 0; offset < size; ) {
    const { bytesRead } = await handle.read(header, 0, header.length, offset);
    const box = readBox(new DataView(header.buffer, 0, bytesRead), 0, size - offset);
    if (!box) break;
    boxes.push({ type: box.type, start: offset, end: offset + box.end });
    offset += box.end;
  }
  return boxes;
};

const readRange = async (handle: FileHandle, start: number, end: number): Promise<Uint8Array> => {
  const bytes = new Uint8Array(end - start);
  for (let filled = 0; filled < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new Error('the file ended before its own box did');
    filled += bytesRead;
  }
  return bytes;
};
