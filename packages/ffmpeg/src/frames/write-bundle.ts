import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FramesParams } from '@reelmill/core';
import { makeZip } from 'client-zip';
import type { RawFrames } from './make-frames.ts';
import { readFrames } from './read-frames.ts';

/** The first there is in a zip, on the clock it is written by: equal frames give equal bytes at any time. */
const LONG_AGO = new Date(1980, 0, 1);

/**
 * Writes `frame_000001.rgb` and so on and `metadata.json` into one zip, stored, with 64-bit fields where they are needed.
 * A frame at a time, however long the film. Returns how many frames there are.
 */
export const writeBundle = async (
  path: string,
  raw: RawFrames,
  params: FramesParams,
  signal: AbortSignal,
): Promise<number> => {
  const { width, height } = params;
  const { slug, original_filename, type, format, fps } = params.metadata;
  const frame_count = raw.frameCount * params.repeat;
  const metadata = { slug, original_filename, type, width, height, frame_count, format, fps };
  async function* entries() {
    let number = 0;
    for await (const input of readFrames(raw, params)) {
      for (let copy = 0; copy < params.repeat; copy += 1) {
        number += 1;
        yield { name: `frame_${String(number).padStart(6, '0')}.rgb`, lastModified: LONG_AGO, input };
      }
    }
    const input = `${JSON.stringify(metadata, null, 2)}\n`;
    yield { name: 'metadata.json', lastModified: LONG_AGO, input };
  }
  const zip = makeZip(entries(), { buffersAreUTF8: true });
  await pipeline(Readable.from(zip), createWriteStream(path, { highWaterMark: 1 << 20 }), { signal });
  return frame_count;
};
