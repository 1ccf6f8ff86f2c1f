import { join } from 'node:path';
import { ok, type StillFacts, type StillFormat } from '@reelmill/core';
import { makeStills } from '@reelmill/ffmpeg';
import type { ArtifactEntry } from '../ports/index.ts';
import { chunkFile } from './chunk-file.ts';
import { sourcePath } from './step-inputs.ts';
import { oneByOne, type StepKind } from './step-kind.ts';

const MEDIA_TYPES: Readonly<Record<StillFormat, string>> = {
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
};

/** Still pictures of the source, or of a chunk that was encoded of it: posters, thumbnails and what is asked for while somebody waits. */
export const still: StepKind<'still'> = {
  kind: 'still',
  version: 2,
  usesToolchain: true,
  readsParts: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep, onProgress }) => {
    const made = await makeStills(toolchain, {
      inputPath: (await chunkFile(inputs, workFolder)) ?? sourcePath(inputs),
      outputFolder: workFolder,
      params,
      signal,
      onProgress,
    });
    if (!made.ok) return made;
    const entries: ArtifactEntry[] = [];
    const images: StillFacts['images'] = [];
    for (const { file, width, height, atSeconds } of made.value) {
      entries.push(await keep(file, MEDIA_TYPES[params.format], { file: join(workFolder, file) }));
      images.push({ url: file, width, height, atSeconds });
    }
    const [first] = images;
    if (!first) throw new Error('the step was planned without a time');
    const { url, width, height } = first;
    const facts: StillFacts = { url, width, height, images };
    return ok({ entries, facts, warnings: [], isDoubtful: made.value.some(({ isClean }) => !isClean) });
  }),
};
