import { ok } from '@reelmill/core';
import { analyseSource } from '@reelmill/ffmpeg';
import { sourcePath } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** What is odd about the source: black, standing and silent parts, and how loud it is. All of it is facts. */
export const analyse: StepKind<'analyse'> = {
  kind: 'analyse',
  version: 1,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, onProgress }) => {
    const facts = await analyseSource(toolchain, {
      inputPath: sourcePath(inputs),
      outputFolder: workFolder,
      params,
      signal,
      onProgress: ({ outTimeSeconds }) => onProgress(Math.min(1, outTimeSeconds / params.durationSeconds)),
    });
    return facts.ok ? ok({ entries: [], facts: facts.value, warnings: [] }) : facts;
  }),
};
