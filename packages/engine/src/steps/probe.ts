import { ok } from '@reelmill/core';
import { probeMedia } from '@reelmill/ffmpeg';
import { sourcePath } from './step-inputs.ts';
import type { StepKind } from './step-kind.ts';

/** Reads the facts of the source. Its artifact has no files; the facts are the probe. */
export const probe: StepKind<'probe'> = {
  kind: 'probe',
  version: 1,
  usesToolchain: true,
  run: async ({ params, inputs, toolchain, signal }) => {
    const found = await probeMedia(toolchain, { inputPath: sourcePath(inputs), params, signal });
    if (!found.ok) return found;
    return ok({ entries: [], facts: found.value, warnings: found.value.warnings });
  },
};
