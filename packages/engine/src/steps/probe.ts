import { ok } from '@reelmill/core';
import { probeMedia } from '@reelmill/ffmpeg';
import { sourcePath } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** Reads the facts of the source. Its artifact has no files; the facts are the probe. */
export const probe: StepKind<'probe'> = {
  kind: 'probe',
  version: 7,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal }) => {
    const found = await probeMedia(toolchain, { inputPath: sourcePath(inputs), params, signal });
    if (!found.ok) return found;
    return ok({ entries: [], facts: found.value, warnings: found.value.probe.warnings });
  }),
};
