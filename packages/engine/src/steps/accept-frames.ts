import { stat } from 'node:fs/promises';
import { type FramesFacts, ok } from '@reelmill/core';
import { validateBundle } from '../bundle/validate-bundle.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

const FILE = 'frames.zip';

/** A bundle that a client made, as it is: every byte of it is read, and none is written. */
export const acceptFrames: StepKind<'accept-frames'> = {
  kind: 'accept-frames',
  version: 1,
  usesToolchain: false,
  run: oneByOne(async ({ inputs, signal }) => {
    const input = inputs['source'];
    if (input?.type !== 'source') throw new Error('the step was planned without its bundle');
    const checked = await validateBundle(input.path, signal);
    if (!checked.ok) return checked;
    const { slug, width, height, frame_count: frameCount, fps: frameRate } = checked.value;
    const { size: sizeBytes } = await stat(input.path);
    const entry = { path: FILE, digest: input.digest, sizeBytes, mediaType: 'application/zip' };
    const facts: FramesFacts = {
      ...{ url: FILE, slug, width, height, frameCount, frameRate },
      ...{ fit: null, dithering: null, isReplacement: true },
    };
    return ok({ entries: [entry], facts, warnings: [] });
  }),
};
