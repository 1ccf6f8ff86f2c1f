import { type FileHandle, open } from 'node:fs/promises';
import type { SegmentRun } from '@reelmill/core';
import type { SegmentedFile } from '@reelmill/ffmpeg';
import type { ArtifactEntry } from '../ports/index.ts';
import type { StepTools } from './step-kind.ts';

/**
 * Keeps a checked file as CMAF segments, `<folder>/init.mp4` and `<folder>/00001.m4s` onwards from `firstSegment`.
 * Holds one segment in memory at a time.
 */
export const keepSegments = async (
  file: SegmentedFile,
  folder: string,
  firstSegment: number,
  mediaType: 'video/mp4' | 'audio/mp4',
  keep: StepTools['keep'],
): Promise<{ readonly run: SegmentRun; readonly entries: readonly ArtifactEntry[] }> => {
  const handle = await open(file.path, 'r');
  try {
    const init = await keep(`${folder}/init.mp4`, mediaType, {
      bytes: file.init.bytes,
    });
    const entries: ArtifactEntry[] = [init];
    const segments: SegmentRun['segments'] = [];
    for (const [index, { header, startByte, endByte, durationSeconds }] of file.segments.entries()) {
      const path = `${folder}/${String(firstSegment + index).padStart(5, '0')}.m4s`;
      const bytes = await readRange(handle, header, startByte, endByte);
      const entry = await keep(path, mediaType, { bytes });
      entries.push(entry);
      segments.push({ path, durationSeconds, sizeBytes: entry.sizeBytes });
    }
    const { sampleCount, durationSeconds } = file;
    return {
      entries,
      run: { init: init.path, codec: file.init.codec, sampleCount, durationSeconds, segments },
    };
  } finally {
    await handle.close();
  }
};

/** `header`, then bytes of the file. */
const readRange = async (
  handle: FileHandle,
  header: Uint8Array,
  start: number,
  end: number,
): Promise<Uint8Array> => {
  const bytes = new Uint8Array(header.length + end - start);
  bytes.set(header);
  for (let filled = header.length; filled < bytes.length; ) {
    const position = start + filled - header.length;
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position);
    if (bytesRead === 0) throw new Error('the encoded file was cut while it was read');
    filled += bytesRead;
  }
  return bytes;
};
