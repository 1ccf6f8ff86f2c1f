import { open } from 'node:fs/promises';
import { type SpatialAudio, type Spherical, spatialAudioOf, sphericalOf } from '@reelmill/core';
import { readRange, topLevelBoxes } from '../verify/top-level-boxes.ts';

/** What an MP4 says of pictures and sound from all around, by the indexes of its tracks. */
export interface SpatialTracks {
  readonly spherical: ReadonlyMap<number, Spherical>;
  readonly audio: ReadonlyMap<number, SpatialAudio>;
}

/** The index of a film of a day has some 100 MB; more is not looked through for this. */
const MOST_INDEX_BYTES = 256 * 2 ** 20;

/**
 * Read here because ffprobe knows nothing of ambisonics, rounds degrees, and loses the view and the crop that XML gives.
 * Nothing for any other file.
 */
export const readSpatial = async (path: string): Promise<SpatialTracks> => {
  const handle = await open(path, 'r');
  try {
    const { boxes } = await topLevelBoxes(handle);
    const moov = boxes.find((box) => box.type === 'moov');
    if (!moov || moov.end - moov.start > MOST_INDEX_BYTES) return { spherical: new Map(), audio: new Map() };
    const bytes = await readRange(handle, moov.start, moov.end);
    const found = sphericalOf(bytes);
    return {
      spherical: new Map(found ? [[found.trackIndex, found.spherical]] : []),
      audio: spatialAudioOf(bytes),
    };
  } finally {
    await handle.close();
  }
};
