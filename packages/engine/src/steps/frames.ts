import { join } from 'node:path';
import { type FramesFacts, ok } from '@reelmill/core';
import { makeFrames, writeBundle } from '@reelmill/ffmpeg';
import { sourcePath } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

const FILE = 'frames.zip';
/** The rest is writing the zip. */
const DECODING_SHARE = 0.8;

/** All pictures as raw RGB565 for a small display, in one zip. */
export const frames: StepKind<'frames'> = {
  kind: 'frames',
  version: 2,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, onProgress, workFolder, keep }) => {
    const made = await makeFrames(toolchain, {
      inputPath: sourcePath(inputs),
      outputFolder: workFolder,
      params,
      signal,
      onProgress: (share) => onProgress(share * DECODING_SHARE),
    });
    if (!made.ok) return made;
    const path = join(workFolder, FILE);
    const frameCount = await writeBundle(path, made.value, params, signal);
    const entry = await keep(FILE, 'application/zip', { file: path });
    const { width, height, fit, dithering, metadata } = params;
    const facts: FramesFacts = {
      url: entry.path,
      slug: metadata.slug,
      ...{ width, height, frameCount, frameRate: metadata.fps, fit, dithering },
    };
    return ok({ entries: [entry], facts, warnings: made.value.warnings });
  }),
};
