import { ok, type PosterFacts } from '@reelmill/core';
import { makePoster } from '@reelmill/ffmpeg';
import { sourcePath } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

/** One still picture as JPEG. */
export const poster: StepKind<'poster'> = {
  kind: 'poster',
  version: 2,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep }) => {
    const made = await makePoster(toolchain, {
      inputPath: sourcePath(inputs),
      outputFolder: workFolder,
      params,
      signal,
    });
    if (!made.ok) return made;
    const entry = await keep('poster.jpg', 'image/jpeg', { file: made.value.path });
    const facts: PosterFacts = { url: entry.path, width: made.value.width, height: made.value.height };
    return ok({ entries: [entry], facts, warnings: made.value.warnings });
  }),
};
