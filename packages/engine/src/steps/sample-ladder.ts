import { ok } from '@reelmill/core';
import { sampleLadder as runSamples } from '@reelmill/ffmpeg';
import { sourcePart } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** A few seconds of the source at several rate factors: what each costs and scores. The encodes are thrown away. */
export const sampleLadder: StepKind<'sample-ladder'> = {
  kind: 'sample-ladder',
  version: 1,
  usesToolchain: true,
  readsParts: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, onProgress }) => {
    const { path, range } = sourcePart(inputs);
    const sampled = await runSamples(toolchain, {
      inputPath: path,
      folder: workFolder,
      range,
      params,
      signal,
      onProgress,
    });
    if (!sampled.ok) return sampled;
    const { facts, isClean } = sampled.value;
    return ok({ entries: [], facts, warnings: [], isDoubtful: !isClean });
  }),
};
