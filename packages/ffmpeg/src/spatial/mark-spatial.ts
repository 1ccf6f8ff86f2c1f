import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import {
  err,
  failure,
  ok,
  type Result,
  type SpatialAudio,
  type Spherical,
  withSpatialAudio,
  withSpherical,
  withSphericalXml,
} from '@reelmill/core';
import { readRange, topLevelBoxes } from '../verify/top-level-boxes.ts';

/** What ffmpeg forgets when it writes an MP4. */
export interface SpatialFacts {
  /** Undefined for ordinary pictures. */
  readonly spherical: Spherical | undefined;
  /** Of the first track of sound; undefined for ordinary sound. */
  readonly spatialAudio: SpatialAudio | undefined;
}

/**
 * Writes into an MP4 whose index is in front of its data that its picture surrounds the viewer, for players of today and
 * of old, and that its sound does. Does nothing where neither is so.
 */
export const markSpatial = async (
  path: string,
  { spherical, spatialAudio }: SpatialFacts,
): Promise<Result<void>> => {
  if (!spherical && !spatialAudio) return ok(undefined);
  const head = await headOf(path);
  const marked = [
    (bytes: Uint8Array) => (spherical ? withSpherical(bytes, spherical) : bytes),
    (bytes: Uint8Array) => (spherical ? withSphericalXml(bytes, spherical) : bytes),
    (bytes: Uint8Array) => (spatialAudio ? withSpatialAudio(bytes, spatialAudio) : bytes),
  ].reduce<Uint8Array | undefined>((bytes, mark) => bytes && mark(bytes), head);
  if (!head || !marked) {
    return err(failure('OUTPUT_INVALID', 'bug', 'The MP4 file cannot say that it surrounds the viewer.'));
  }
  const draft = `${path}.marked`;
  const bytes = async function* () {
    yield marked;
    yield* createReadStream(path, { start: head.length });
  };
  await pipeline(bytes, createWriteStream(draft));
  await rename(draft, path);
  return ok(undefined);
};

/** The file up to the end of its index; undefined when that comes last. */
const headOf = async (path: string): Promise<Uint8Array | undefined> => {
  const handle = await open(path, 'r');
  try {
    const { boxes } = await topLevelBoxes(handle);
    const moov = boxes.findIndex((box) => box.type === 'moov');
    const isInFront = boxes.slice(0, moov).every((box) => box.type !== 'mdat');
    return boxes[moov] && isInFront ? await readRange(handle, 0, boxes[moov].end) : undefined;
  } finally {
    await handle.close();
  }
};
