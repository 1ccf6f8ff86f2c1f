import { open } from 'node:fs/promises';
import type { FramesParams } from '@reelmill/core';
import { ditherFrame } from './dither-frame.ts';
import { type RawFrames, rawFrameBytes } from './make-frames.ts';

/** One frame after another as little-endian RGB565, of which only one is in memory. */
export async function* readFrames(
  raw: RawFrames,
  params: Pick<FramesParams, 'width' | 'height' | 'dithering'>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const size = rawFrameBytes(params);
  const file = await open(raw.path, 'r');
  try {
    for (let index = 0; index < raw.frameCount; index += 1) {
      const { buffer, bytesRead } = await file.read(new Uint8Array(size), 0, size, index * size);
      if (bytesRead !== size) throw new Error('the raw frames were cut off after they were counted');
      yield params.dithering === 'none' ? buffer : ditherFrame(buffer, params.width, params.dithering);
    }
  } finally {
    await file.close();
  }
}
