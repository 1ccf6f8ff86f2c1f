import { type FileHandle, open } from 'node:fs/promises';
import type { SegmentedTrack } from '@reelmill/core';
import type { FragmentedFile } from '@reelmill/ffmpeg';
import type { ArtifactEntry } from '../ports/index.ts';
import type { StepContext } from './step-kind.ts';

/**
 * Cuts a checked fragmented MP4 into CMAF segments, one per movie fragment: `<folder>/init.mp4`, `<folder>/00001.m4s`…
 * Holds one segment in memory at a time.
 */
export const segmentFragments = async (
  path: string,
  file: FragmentedFile,
  folder: string,
  mediaType: 'video/mp4' | 'audio/mp4',
  keep: StepContext<'encode-video'>['keep'],
): Promise<{ readonly track: SegmentedTrack; readonly entries: readonly ArtifactEntry[] }> => {
  const handle = await open(path, 'r');
  try {
    const init = await keep(`${folder}/init.mp4`, mediaType, {
      bytes: await readRange(handle, 0, file.init.endByte),
    });
    const entries: ArtifactEntry[] = [init];
    const segments: SegmentedTrack['segments'] = [];
    for (const { startByte, endByte, durationSeconds } of file.fragments) {
      const name = `${folder}/${String(segments.length + 1).padStart(5, '0')}.m4s`;
      const entry = await keep(name, mediaType, { bytes: await readRange(handle, startByte, endByte) });
      entries.push(entry);
      segments.push({ path: name, durationSeconds, sizeBytes: entry.sizeBytes });
    }
    const { sampleCount, durationSeconds } = file;
    return {
      entries,
      track: { init: init.path, codec: file.init.codec, sampleCount, durationSeconds, segments },
    };
  } finally {
    await handle.close();
  }
};

const readRange = async (handle: FileHandle, start: number, end: number): Promise<Uint8Array> => {
  const bytes = new Uint8Array(end - start);
  for (let filled = 0; filled < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new Error('the encoded file was cut while it was read');
    filled += bytesRead;
  }
  return bytes;
};
